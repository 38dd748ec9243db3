"""Find the people who follow what happened, and store a notification with each.

A feature announces an activity by a message without recipient: ``outbox.put(kind, "", uid, at, by=person)``.  It
registers how such a message is described with ``config.add_activity``.  The worker expands the message in parts, so
that a discussion with thousands of followers holds the write lock only briefly.  Repeating a part changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.dates import microseconds
from moothall.core.base.registry import registered
from moothall.core.work.delivery import EMAIL, is_email_paused
from moothall.notification.digest import frequency_of
from moothall.notification.inbox import DIGEST, OFF, SENT, Notification, inbox_for
from moothall.notification.subscriptions import ALL, FIRST, NONE, Inherited, Target, level_of
from moothall.people.store import PeopleStore

#: Maximum number of people per transaction.
PART = 200


class Activity(NamedTuple):
    """Something that people may be notified of.

    ``item`` is what they must be able to see; ``targets`` are those of a level, nearest first; ``space`` is the UID
    of the space whose digest may contain it, None outside of spaces.  ``direct`` maps people to the reason for
    which they are notified unless they chose no notifications ("replied", "mentioned"); ``implicit`` maps people to the
    reason for which they follow it without having chosen so ("started").  ``kinds`` maps reasons to the kind of email,
    with ``""`` for all others.
    """

    item: Any
    space: int | None
    targets: Sequence[tuple[Target, ...]]
    is_first: bool
    direct: Mapping[str, str] = MappingProxyType({})
    implicit: Mapping[str, str] = MappingProxyType({})
    kinds: Mapping[str, str] = MappingProxyType({"": ""})


def add_activity(config, kind: str, describe: Callable[[Any, Any, Any], Activity | None]) -> None:
    """Register how messages of a kind, which have no recipient, are described.

    ``describe(site, people, message)`` returns an :class:`Activity`, or None if there is nothing to announce any more.
    """
    config.add_expansion(kind, partial(_expand, describe))


def _expand(describe, registry, site, people_root, message) -> bool:
    people = PeopleStore(people_root)
    activity = describe(site, people, message)
    if activity is None:
        return True
    waiting = [person for person in _candidates(people, activity) if person > message.data.get("done", "")]
    for person in waiting[:PART]:
        _notify(registry, site, people, message, activity, person)
    if len(waiting) <= PART:
        return True
    message.data = {**message.data, "done": waiting[PART - 1]}
    return False


def _candidates(people: PeopleStore, activity: Activity) -> Iterable[str]:
    """Return everyone who may have to be notified, in a fixed order."""
    stored = people.feature_data("subscriptions")
    found = {*activity.direct, *activity.implicit}
    for equal in activity.targets if stored is not None else ():
        for target in equal:
            found.update(stored.people_at(target))
    return sorted(found)


def reason_for(people: PeopleStore, activity: Activity, person: str) -> str | None:
    """Return why a person is notified of an activity, or None if they are not."""
    chosen = level_of(people, person, activity.targets)
    if chosen.level == NONE:
        return None
    if person in activity.direct:
        return activity.direct[person]
    if chosen.target is None and person in activity.implicit:
        return activity.implicit[person]
    if chosen.level == ALL or (chosen.level == FIRST and activity.is_first):
        return _target_reason(chosen)
    return None


def _target_reason(chosen: Inherited) -> str:
    return f"follows {chosen.target.key}" if chosen.target is not None else ""


def _notify(registry, site, people, message, activity, person):
    account = people.by_id(person)
    if account is None or not account.enabled or person == message.data.get("by"):
        return
    now = registry.clock()
    because = reason_for(people, activity, person)
    if because is None or not AccessContext(site, account.person, now).sees(activity.item):
        return
    kind = activity.kinds.get(because, activity.kinds[""])
    data = {"by": message.data.get("by"), "because": because}
    row = Notification(kind, message.about, microseconds(message.at), because, tuple(sorted(data.items())), message.key)
    inbox = inbox_for(people, person)
    id = inbox.add(row)
    if id is None:
        return
    is_off = registered(registry, EMAIL)[kind].choice in account.emails_off
    if not account.email or is_off or is_email_paused(registry, people, account):
        inbox.set_email(id, OFF)
    elif activity.space is not None and frequency_of(people, person, activity.space) is not None:
        inbox.set_email(id, DIGEST)
        inbox.due.insert((activity.space, id))
    else:
        inbox.set_email(id, SENT)
        site.outbox.put(kind, person, message.about, message.at, **data)


def includeme(config):
    config.add_directive("add_activity", add_activity)
