"""The access data of a past time, so that ``decide`` can answer questions about it.

A single value (a policy, a state, a place) is the value before the first later event, or the current
one; roles are read from the events up to that time.  There are no answers about permanently deleted
items, since there is no item to name; the events of their parents say that they existed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, tzinfo
from types import MappingProxyType
from typing import Any, cast

from BTrees.OOBTree import OOBTree

from moothall.core.access.held_roles import AccessData
from moothall.core.access.log_events import BAN, BREAK, GRANT, GROUP, MEMBERSHIP, POLICY, SILENCE, SITE_ROLE
from moothall.core.access.person import Person
from moothall.core.access.principals import with_kind
from moothall.core.access.records import ITEM, SPACE, AccessRecord, AccessRecords, Ban, Grant, Silence
from moothall.core.access.subjects import AccessResult, Subject
from moothall.core.authorization.access_context import AccessContext, definitions_of
from moothall.core.base.errors import NotFound
from moothall.core.base.zones import instant
from moothall.core.content.items import Item
from moothall.core.content.log_events import CREATED, DELETED, ERASED, MOVED, STATE
from moothall.core.content.site import Site
from moothall.core.event_log.log import LogEvent
from moothall.core.workflow.log_events import WORKFLOW_ASSIGNMENT

HELD = frozenset({MEMBERSHIP.id, GRANT.id})
GONE = frozenset({DELETED.id, ERASED.id})
#: The rule of logged events that move items out of removed states.
TABLE_CHANGED = "workflow"


class PastSite:
    """Places, states and access records of ``site`` at ``moment`` (an aware datetime), as the event log says.

    Events of exactly that time are included.
    """

    def __init__(self, site: Site, moment: datetime) -> None:
        self.site = site
        self.moment = moment.astimezone(UTC)
        self._records: dict[int, AccessRecord | None] = {}
        self._parents: dict[int, int | None] = {}

    # -- single values

    def value(self, uid: int, kind: str, key: Any = None, now: Any = None) -> Any:
        """Return the value that events of ``kind`` (with ``key``) change; ``now`` is its current value."""
        for event in self.later(uid, kind):
            if event.key == key:
                return event.before
        return now

    def later(self, uid: int, *kinds: str) -> Iterator[LogEvent]:
        """Yield the events about ``uid`` after the time, oldest first."""
        return (
            event
            for event in self.site.event_log.about(uid, kinds, since=self.moment)
            if self._counts_from(event) > self.moment
        )

    def _counts_from(self, event: LogEvent) -> datetime:
        """Return the time of an event; a state migration counts from the time its workflow changed."""
        if event.rule != TABLE_CHANGED or event.cause is None:
            return event.at
        cause = self.site.event_log.get(event.cause)
        return cause.at if cause is not None else event.at

    def earlier(self, uid: int, kinds: Collection[str]) -> Iterator[LogEvent]:
        """Yield the events about ``uid`` up to the time, oldest first."""
        return self.site.event_log.about(uid, kinds, until=self.moment)

    # -- places

    def is_there(self, uid: int) -> bool:
        """Return True if the item with this uid was in the tree."""
        if next(self.later(uid, CREATED.id), None) is not None:
            return False
        return self.site.uids.get(uid) is not None or next(self.later(uid, *GONE), None) is not None

    def parent_of(self, uid: int) -> int | None:
        """Return the uid of the parent; None for the site and for items without logged events."""
        if uid not in self._parents:
            self._parents[uid] = self._parent_of(uid)
        return self._parents[uid]

    def _parent_of(self, uid: int) -> int | None:
        for event in self.later(uid, MOVED.id, *GONE):
            if event.before is not None:
                return event.before[0]
        item = self.site.uids.get(uid)
        if item is not None:
            return item.__parent__.uid if item.__parent__ is not None else None
        places = list(self.site.event_log.about(uid, {CREATED.id, MOVED.id, *GONE}))
        return next((place[0] for event in reversed(places) if (place := event.after or event.before)), None)

    def around(self, uid: int | None) -> Iterator[int]:
        """Yield ``uid`` and the uids of all its parents, nearest first."""
        while uid is not None:
            yield uid
            uid = self.parent_of(uid)

    def scope_of(self, uid: int) -> int:
        """Return the uid of the nearest scope that contains an item, or its own."""
        return next(each for each in self.around(uid) if self.record(each) is not None)

    def space_of(self, uid: int) -> int | None:
        """Return the uid of the nearest space that contains an item, or its own; None outside of spaces."""
        return next((each for each in self.around(uid) if self._kind_of(each) == SPACE), None)

    # -- records

    def record(self, uid: int) -> AccessRecord | None:
        """Return the access record of a scope; None if it was not a scope."""
        if uid not in self._records:
            self._records[uid] = self._record(uid)
        return self._records[uid]

    def _record(self, uid: int) -> AccessRecord | None:
        if not self.is_there(uid):
            return None
        now, kind = self.site.access.get(uid), self._kind_of(uid)
        grants, bans = self._grants(uid, now), self._bans(uid, now)
        inherits = self.value(uid, BREAK.id, now=now is None or now.inherits)
        definitions = self._definitions(uid, now.definitions if now is not None else {})
        if kind == ITEM and inherits and not grants and not definitions:
            return None
        item, parent = self.site.uids.get(uid), self.parent_of(uid)
        record = AccessRecord(
            uid,
            kind,
            self.scope_of(parent) if parent is not None else None,
            leaf=item is not None and item.leaf,
            policies=self._policies(uid, now),
            state=self.value(uid, STATE.id, now=now.state) if now is not None else self._last_state(uid),
        )
        record.inherits, record.definitions = inherits, definitions
        record.grants, record.bans, record.silences = OOBTree(grants), OOBTree(bans), self._silences(uid, now)
        return record

    def _kind_of(self, uid: int) -> str:
        now = self.site.access.get(uid)
        if now is not None:
            return now.kind
        if self.site.uids.get(uid) is not None:
            return ITEM
        return SPACE if next(self.site.event_log.about(uid, {POLICY.id}), None) is not None else ITEM

    def _policies(self, uid: int, now: AccessRecord | None) -> dict[str, str]:
        if now is not None:
            return {name: self.value(uid, POLICY.id, name, value) for name, value in now.policies.items()}
        return {event.key: event.after for event in self.earlier(uid, {POLICY.id})}

    def _last_state(self, uid: int) -> str:
        states = [event.after for event in self.earlier(uid, {STATE.id})]
        return states[-1] if states else "active"

    def _grants(self, uid: int, now: AccessRecord | None) -> dict[str, tuple[Grant, ...]]:
        changed = {with_kind(event.key) for event in self.later(uid, *HELD)}
        known = {} if now is None else {who: tuple(held) for who, held in now.grants.items() if who not in changed}
        found = dict(known)
        for event in self.earlier(uid, HELD):
            # Expired grants may have been deleted without an event.
            key = with_kind(event.key)
            if key not in known:
                found[key] = _held_after(event, found.get(key, ()))
        for event in self.later(uid, *HELD):
            # Grants from before there were events are only known from the first event after them.
            key = with_kind(event.key)
            if key in changed and key not in found and event.before:
                found[key] = tuple(Grant(role, self.moment) for role in event.before)
            changed.discard(key)
        return {who: held for who, held in found.items() if held}

    def _bans(self, uid: int, now: AccessRecord | None) -> dict[str, Ban]:
        return self._suspensions(uid, BAN.id, now.bans if now is not None else {}, Ban)

    def _silences(self, uid: int, now: AccessRecord | None) -> dict[str, Silence]:
        return self._suspensions(uid, SILENCE.id, now.silences if now is not None else {}, Silence)

    def _suspensions(self, uid: int, kind: str, now: Mapping[str, Any], make: Callable[..., Any]) -> dict[str, Any]:
        changed = {event.key for event in self.later(uid, kind)}
        known = {who: one for who, one in now.items() if who not in changed}
        found: dict[str, Any] = dict(known)
        for event in self.earlier(uid, {kind}):
            if event.key not in known:
                found[event.key] = (
                    make(event.since or event.at, event.until, event.reason, event.actor) if event.after else None
                )
        return {who: one for who, one in found.items() if one is not None}

    def _definitions(self, uid: int, now: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        known = set(now) | {event.key for event in self.later(uid, WORKFLOW_ASSIGNMENT.id)}
        values = {workflow: self.value(uid, WORKFLOW_ASSIGNMENT.id, workflow, now.get(workflow)) for workflow in known}
        return {workflow: tuple(value) for workflow, value in values.items() if value is not None}

    # -- the interface of the records for AccessData

    get = record
    #: Rollouts in progress; there are none in the past.
    changes: Mapping[str, Any] = MappingProxyType({})

    def values(self) -> Iterable[AccessRecord]:
        """Return the past records of all current scopes."""
        return filter(None, map(self.record, [record.uid for record in self.site.access.values()]))

    @property
    def definitions(self) -> dict[str, tuple[int, int]]:
        """Return the site defaults then: workflow id → (uid of the definition, version)."""
        return self._definitions(self.site.uid, self.site.access.definitions)


def _held_after(event: LogEvent, before: Iterable[Grant]) -> tuple[Grant, ...]:
    """Return the grants after an event, for a principal who had ``before`` until then."""
    if event.held is not None:
        return tuple(Grant(*one) for one in event.held)
    since = {grant.role: grant.since for grant in before}
    return tuple(
        Grant(
            role,
            since.get(role, event.since or event.at) if role in (event.before or ()) else event.since or event.at,
            event.until,
            event.sponsor,
            event.actor,
        )
        for role in event.after or ()
    )


class PastAccessContext(AccessContext):
    """A person's access to the site at a past time: what they could do then, not the content of then."""

    def __init__(self, site: Site, person: Person, moment: datetime, past: PastSite | None = None) -> None:
        self.past = past if past is not None else PastSite(site, moment)
        super().__init__(site, person, moment, AccessData(cast(AccessRecords, self.past), definitions_of(site)))

    def access_subjects_of(self, item: Item) -> Sequence[Subject]:
        """Return the subjects of its editions at that time; raise :class:`NotFound` if the item did not exist."""
        if not self.past.is_there(item.uid):
            raise NotFound()
        return item.access_subjects_at(self.past)

    def result(self, permission: str, item: Item) -> AccessResult:
        """Return the result for a permission at that time."""
        return self.result_for(self.access_subjects_of(item), permission)


def moment_of(text: str, zone: tzinfo = UTC) -> datetime:
    """Return the time for a date, which is the end of the day in ``zone``, or for a date and a time.

    A time without an offset is in ``zone``.

    Raise :class:`ValueError` for anything else.
    """
    at = datetime.fromisoformat(text)
    if len(text) <= len("2026-12-31"):
        at = datetime.combine(at, time.max)
    return instant(at, zone) if at.tzinfo is None else at.astimezone(UTC)


def person_at(site: Site, account: Any, moment: datetime) -> Person:
    """Return the person as the access policy saw them at ``moment``, as far as it was logged."""
    past = PastSite(site, moment)
    groups, site_roles = set(account.person.groups), set(account.site_roles)
    for held, kind in ((groups, GROUP.id), (site_roles, SITE_ROLE.id)):
        known: set[str] = set()
        for event in past.later(site.uid, kind):
            who, what = event.key
            what = with_kind(what) if held is groups else what
            # The first change after that time says which roles the person had until then.
            if who == account.id and what not in known:
                known.add(what)
                (held.add if event.before else held.discard)(what)
    return Person(account.id, frozenset(groups), frozenset(site_roles))
