"""Notify people immediately of urgent decisions."""

from moothall.core.authorization.access_context import access_data_of
from moothall.core.content.editions import BEFORE
from moothall.core.content.items import site_of
from moothall.core.content.uids import uid_name
from moothall.core.content.versioned import Versioned
from moothall.core.decisions.decidable import decision_type_of
from moothall.core.operations.authoring import Added
from moothall.core.workflow.transition import Transitioned
from moothall.people.recipients import urgent_deciders
from moothall.queue.emails import AT_ONCE


def notify_deciders_of_transition(event):
    """Notify those who decide after a transition to a state that needs an urgent decision."""
    item = event.item
    if event.transition.target == BEFORE:
        # The people who decide were notified before the item was deleted.
        return
    edition = (
        next((one for one in item.editions if one.state == event.after), None) if isinstance(item, Versioned) else item
    )
    if edition is not None:
        _tell(item, edition.uid, event.after, event.act)


def notify_deciders_of_addition(event):
    """Notify those who decide about a new pending item: a newcomer's post, or a discussion that starts with one."""
    item = event.item
    began = getattr(item, "first", None) or item
    if not isinstance(began, Versioned):
        _tell(began, began.uid, began.state, event.act)


def _tell(item, uid, state, act):
    site, subject = site_of(item), item.subject()
    definition = access_data_of(site).definition(subject.workflow, subject.scope)
    kind = decision_type_of(site, definition, subject.workflow, state)
    if kind is None or not kind.urgent:
        return
    for person in urgent_deciders(site, uid, act.at):
        if person != act.person:
            site.outbox.put(AT_ONCE, person, item.uid, act.at, key=uid_name(uid))


def includeme(config):
    config.add_subscriber(notify_deciders_of_transition, Transitioned)
    config.add_subscriber(notify_deciders_of_addition, Added)
