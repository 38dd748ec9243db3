"""Notify people of access that was given, requested or decided on."""

from moothall.core.access.person import is_person_id
from moothall.core.authorization.access_requests import AccessRequestAnswered, AccessRequested
from moothall.core.authorization.sharing import AccessChanged
from moothall.core.content.items import site_of
from moothall.people.recipients import notify, sharers


def notify_access_changed(event):
    """Notify a person of their new access; members of groups and spaces are not notified."""
    if event.after and is_person_id(event.principal):
        notify("access given", [event.principal], event.item, event.act)


def notify_access_request(event):
    """Notify the people who may share the item."""
    notify("access asked", sharers(event.item, event.act.at), event.item, event.act)


def notify_request_answered(event):
    """Notify the person who sent the request, if someone else answered it."""
    item, act, request = event.item, event.act, event.request
    site_of(item).outbox.put(
        "access answered", request.person, item.uid, act.at, by=act.person, state=request.state, reason=act.reason
    )


def includeme(config):
    for subscriber, event in (
        (notify_access_changed, AccessChanged),
        (notify_access_request, AccessRequested),
        (notify_request_answered, AccessRequestAnswered),
    ):
        config.add_subscriber(subscriber, event)
