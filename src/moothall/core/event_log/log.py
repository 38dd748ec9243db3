"""The log of facts: every change of access, place or state, kept for ever.

A fact is appended in the transaction that makes the change, and waits from then on
to be copied to the audit trail.  History, explain and questions about a past date
read facts; nothing ever rewrites one.  The log is sharded
under random keys, so that two writers meet in the same tree node rarely.
"""

import dataclasses
from datetime import UTC, datetime

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOTreeSet
from persistent import Persistent
from persistent.list import PersistentList

from moothall.core.base import randomness
from moothall.core.base.shards import new_shards, shard_of, size_of, values_of
from moothall.core.event_log.audit_queue import PendingEvents
from moothall.core.event_log.kinds import EventKind

_LAST_PLACE = 2**62


@dataclasses.dataclass(frozen=True, slots=True)
class ActionContext:
    """Who does something, when and why: the first argument of every verb.

    ``person`` is an opaque person id, or ``None`` for the system itself;
    ``at`` an aware UTC datetime; ``cause`` the id of the fact that led to this one;
    ``reserved`` the names that no item gets by it, since pages of the application have them.
    """

    person: str | None
    at: datetime
    reason: str = ""
    rule: str = ""
    cause: int | None = None
    reserved: frozenset[str] = frozenset()

    def because(self, reason):
        """The same act with another reason."""
        return dataclasses.replace(self, reason=reason)


class LogEvent(Persistent):
    """One recorded change.  Immutable by convention; people appear by opaque id only."""

    #: Of membership and grant: all that is held from now on, as tuples of a grant's fields.
    held = None

    def __init__(self, id, act, kind, subject, key, before, after, since, until, version):
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

    @property
    def sponsor(self):
        """Who vouches for what was given."""
        return self.held[0][3] if self.held else None


class EventLog(Persistent):
    """Append-only, readable by subject in order of time."""

    #: What the audit trail has yet to be told: :class:`~moothall.core.event_log.audit_queue.PendingEvents`.
    waiting = None
    #: The records of access, of which facts keep what somebody holds after a change.
    access = None

    def __init__(self, access=None):
        self.access = access
        self.waiting = PendingEvents()
        self._facts = PersistentList(new_shards(LOBTree))
        self._by_subject = PersistentList(new_shards(OOTreeSet))

    def append(self, act, kind, subject, key=None, before=None, after=None, since=None, until=None, version=None):
        """Record one change about the item with uid ``subject``, after it was made, and return the event.

        ``kind`` is the constant that its feature registers with ``config.add_event_kind``.
        Raise :class:`TypeError` for anything else, such as the bare id of a kind.
        """
        if not isinstance(kind, EventKind):
            raise TypeError(f"The kind of a logged event must be an EventKind, not {kind!r}.")
        id = randomness.random_bits(63)
        fact = LogEvent(id, act, kind.id, subject, key, before, after, since, until, version)
        if kind.keeps_grants and self.access is not None:
            fact.held = self._held(subject, key)
        shard_of(self._facts, id)[id] = fact
        known, at = shard_of(self._by_subject, subject), act.at.astimezone(UTC)
        known.insert((subject, at, _next_place(known, subject, at), id))
        if self.waiting is None:
            # A log from before there was an audit trail; the evolution step lets the older facts wait as well.
            self.waiting = PendingEvents()
        self.waiting.put(fact)
        return fact

    def get(self, id):
        """The fact with this id, or ``None``."""
        return shard_of(self._facts, id).get(id)

    def _held(self, subject, key):
        record = self.access.get(subject)
        return tuple(map(tuple, record.grants.get(key, ()))) if record is not None else ()

    def about(self, subject, kinds=None, since=None, until=None):
        """Yield the events about one item, oldest first; ``kinds`` are ids of kinds.

        ``since`` and ``until`` (aware UTC) belong to the time asked for.
        """
        tree = shard_of(self._by_subject, subject)
        first = (subject,) if since is None else (subject, since)
        last = (subject + 1,) if until is None else (subject, until, _LAST_PLACE)
        for _, _, _, id in tree.keys(min=first, max=last):
            fact = shard_of(self._facts, id)[id]
            if kinds is None or fact.kind in kinds:
                yield fact

    def __iter__(self):
        return values_of(self._facts)

    def __len__(self):
        return size_of(self._facts)


def _next_place(known, subject, at):
    """Facts of one moment keep the order in which they were told, thousands of them too."""
    try:
        last = known.maxKey((subject, at, _LAST_PLACE))
    except ValueError:
        return 0
    return last[2] + 1 if last[:2] == (subject, at) else 0
