"""The event log: every change of access, place or state, kept forever.

An event is appended in the transaction that makes the change, and queued to be copied to the audit log.
The history, explanations of access, and questions about a past date read events, which are never
rewritten.  The log has shards by random keys, so that two writers rarely write to the same tree node.
"""

import dataclasses
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, tzinfo
from typing import Any

from persistent import Persistent
from persistent.list import PersistentList

from moothall.core.base import randomness
from moothall.core.base.shards import new_shards, shard_of, size_of, values_of
from moothall.core.base.trees import SmallLOBTree, SmallOOTreeSet
from moothall.core.event_log.audit_queue import PendingEvents
from moothall.core.event_log.kinds import EventKind

_LAST_PLACE = 2**62


@dataclasses.dataclass(frozen=True, slots=True)
class ActionContext:
    """Who does something, when and why: the first argument of every change.

    ``person`` is an opaque person id, or ``None`` for the system; ``at`` an aware UTC datetime; ``cause`` the id
    of the logged event that led to this one.  ``note`` is stored with the version that a save creates; ``action`` is
    the id of the workflow transition that is performed.  End dates are days in ``zone``, that of the site.

    ``cited`` is the ID of the rule that a person has chosen for a restriction; it becomes the ``rule``, with its number
    and title at that time as the ``ground``, when :func:`moothall.core.workflow.grounds.require_ground` has checked it.
    """

    person: str | None
    at: datetime
    reason: str = ""
    rule: str = ""
    cause: int | None = None
    reserved: frozenset[str] = frozenset()
    note: str = ""
    action: str = ""
    zone: tzinfo = UTC
    cited: str = ""
    ground: tuple[int, str] | None = None

    def because(self, reason: str) -> "ActionContext":
        """Return the same context with another reason."""
        return dataclasses.replace(self, reason=reason)

    def performing(self, action: str) -> "ActionContext":
        """Return the same context for a workflow transition."""
        return dataclasses.replace(self, action=action)

    def citing(self, rule: str) -> "ActionContext":
        """Return the same context with the ID of the rule on which a restriction is based."""
        return dataclasses.replace(self, cited=rule)

    def noting(self, note: str) -> "ActionContext":
        """Return the same context with a note about the change."""
        return dataclasses.replace(self, note=note)


class LogEvent(Persistent):
    """One logged change, immutable by convention; people are named by opaque id only."""

    #: For memberships and grants: all grants after the change, as tuples of their fields.
    held: tuple[tuple, ...] | None = None
    #: The id of the transition, empty if there was none; None in events of versions that did not record it.
    action: str | None = None
    #: Number and title of the rule, as they were, if this restricted someone.
    ground: tuple[int, str] | None = None

    def __init__(
        self,
        id: int,
        act: ActionContext,
        kind: str,
        subject: int,
        key: Any,
        before: Any,
        after: Any,
        since: datetime | None,
        until: datetime | None,
        version: Any,
    ) -> None:
        self.id = id
        self.at = act.at
        self.actor = act.person
        self.kind = kind
        self.subject = subject
        self.key = key
        self.before = before
        self.after = after
        self.since = since
        self.until = until
        self.reason = act.reason
        self.rule = act.rule
        self.version = version
        self.cause = act.cause
        self.action = act.action
        if act.ground is not None:
            self.ground = act.ground

    @property
    def sponsor(self) -> str | None:
        """Return the id of the sponsor of the first grant."""
        return self.held[0][3] if self.held else None


class EventLog(Persistent):
    """The append-only log, read by subject in order of time."""

    #: The queue of the audit log; ``None`` in sites of versions without it.
    waiting: PendingEvents | None = None
    #: The access records, from which events copy the grants after a change.
    access: Any = None

    def __init__(self, access: Any = None) -> None:
        self.access = access
        self.waiting = PendingEvents()
        self._facts = PersistentList(new_shards(SmallLOBTree))
        self._by_subject = PersistentList(new_shards(SmallOOTreeSet))

    def use_small_leaves(self) -> None:
        """Store the log in trees with small leaves, of which a new event rewrites less."""
        self._facts = PersistentList(SmallLOBTree(shard) for shard in self._facts)
        self._by_subject = PersistentList(SmallOOTreeSet(shard) for shard in self._by_subject)

    def append(
        self,
        act: ActionContext,
        kind: EventKind,
        subject: int,
        key: Any = None,
        before: Any = None,
        after: Any = None,
        since: datetime | None = None,
        until: datetime | None = None,
        version: Any = None,
    ) -> LogEvent:
        """Record one change about the item with uid ``subject``, after it was made, and return the event.

        ``kind`` is the constant that its feature registers with ``config.add_event_kind``.
        Raise :class:`TypeError` for anything else, such as the bare id of a kind.
        """
        if not isinstance(kind, EventKind):
            raise TypeError(f"The kind of a logged event must be an EventKind, not {kind!r}.")
        id = randomness.random_bits(63)
        event = LogEvent(id, act, kind.id, subject, key, before, after, since, until, version)
        if kind.keeps_grants and self.access is not None:
            event.held = self._held(subject, key)
        shard_of(self._facts, id)[id] = event
        known, at = shard_of(self._by_subject, subject), act.at.astimezone(UTC)
        known.insert((subject, at, _next_place(known, subject, at), id))
        if self.waiting is None:
            # The log is from before there was an audit log; a migration queues the older events.
            self.waiting = PendingEvents()
        self.waiting.put(event)
        return event

    def get(self, id: int) -> LogEvent | None:
        """Return the event with this id, or None."""
        return shard_of(self._facts, id).get(id)

    def _held(self, subject: int, key: Any) -> tuple[tuple, ...]:
        record = self.access.get(subject)
        return tuple(map(tuple, record.grants.get(key, ()))) if record is not None else ()

    def about(
        self,
        subject: int,
        kinds: Collection[str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[LogEvent]:
        """Yield the events about one item, oldest first; ``kinds`` are ids of kinds.

        ``since`` and ``until`` (aware UTC) are included.
        """
        tree = shard_of(self._by_subject, subject)
        first = (subject,) if since is None else (subject, since)
        last = (subject + 1,) if until is None else (subject, until, _LAST_PLACE)
        for _, _, _, id in tree.keys(min=first, max=last):
            event = shard_of(self._facts, id)[id]
            if kinds is None or event.kind in kinds:
                yield event

    def __iter__(self) -> Iterator[LogEvent]:
        return values_of(self._facts)

    def __len__(self) -> int:
        return size_of(self._facts)


def _next_place(known: Any, subject: int, at: datetime) -> int:
    """Return the next position for an event, so that events of one time keep their order."""
    try:
        last = known.maxKey((subject, at, _LAST_PLACE))
    except ValueError:
        return 0
    return last[2] + 1 if last[:2] == (subject, at) else 0
