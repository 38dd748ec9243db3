"""The queues of events to be copied to the audit log, each in the database where the event happened.

Logged events are queued by id, since the event log keeps them forever.  Events of accounts (logins, new
passwords) are in no log, so the queue in the database of people stores them completely.
"""

import secrets
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from BTrees.LLBTree import LLBTree
from BTrees.LOBTree import LOBTree
from persistent import Persistent
from persistent.list import PersistentList

from moothall.core.base.shards import items_of, new_shards, shard_of, size_of

#: Number of entries per permanent seal, which proves the audit log from another database.
SEAL_EVERY = 256


class PendingEvents(Persistent):
    """The ids of queued events, and the seals of the audit log.

    All events of one action are in one shard, so that the action writes one record; few actions happen at
    the same time, so that two of them rarely conflict.
    """

    def __init__(self) -> None:
        self._shards = PersistentList(new_shards(LLBTree))
        self.seals = Seals()

    def put(self, event: Any) -> None:
        """Queue a logged event."""
        shard_of(self._shards, int(event.at.timestamp() * 1_000_000))[event.id] = time.time_ns()

    def peek(self, limit: int) -> list[tuple[int, int]]:
        """Return at most ``limit`` pairs of (order, id of an event)."""
        return [(order, id) for id, order in items_of(self._shards, limit)]

    def done(self, ids: Iterable[int]) -> None:
        """Remove copied events."""
        for id in ids:
            for shard in self._shards:
                if id in shard:
                    del shard[id]
                    break

    def __contains__(self, id: str) -> bool:
        return any(id in shard for shard in self._shards)

    def __len__(self) -> int:
        return size_of(self._shards)


class Seals(Persistent):
    """Numbers and hashes of entries, stored outside of the audit log, so that a rewrite of it is detected.

    The newest is always stored, and one of each 256 permanently.
    """

    #: (first, last) number of entries that an older state of the content, restored from a backup, does not have.
    gaps: tuple[tuple[int, int], ...] = ()

    def __init__(self) -> None:
        self.kept = LOBTree()
        self.newest: tuple[int, bytes] | None = None

    def put(self, number: int, digest: bytes) -> None:
        """Store the number and hash of the newest entry."""
        if self.newest is None or self.newest[0] // SEAL_EVERY != number // SEAL_EVERY:
            self.kept[number] = digest
        self.newest = (number, digest)

    def note_gap(self, first: int, last: int) -> None:
        """Record that the events of some entries are not in the content, since it is from before them."""
        self.gaps = (*self.gaps, (first, last))

    def is_newer(self, number: int) -> bool:
        """Return True for an entry after the newest seal, or in a gap: its event can be missing in the content."""
        after = self.newest is None or number > self.newest[0]
        return after or any(first <= number <= last for first, last in self.gaps)

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        yield from self.kept.items()
        if self.newest is not None:
            yield self.newest


class Event(NamedTuple):
    """An event of an account.  ``details`` are plain values."""

    id: int
    order: int
    at: datetime
    actor: str | None
    person: str | None
    kind: str
    details: dict


class Events(Persistent):
    """Queued events of accounts, in shards by random keys."""

    def __init__(self) -> None:
        self._shards = PersistentList(new_shards(LOBTree))

    def put(self, kind: Any, at: datetime, actor: str | None = None, person: str | None = None, **details: Any) -> None:
        """Queue an event of an account; ``kind`` is an :class:`~moothall.core.event_log.kinds.EventKind`."""
        id = secrets.randbits(63)
        event = Event(id, time.time_ns(), at, actor, person, kind.id, details)
        shard_of(self._shards, id)[id] = tuple(event)

    def peek(self, limit: int) -> list[Event]:
        """Return at most ``limit`` events."""
        return [Event(*stored) for _id, stored in items_of(self._shards, limit)]

    def done(self, ids: Iterable[int]) -> None:
        """Remove copied events."""
        for id in ids:
            shard_of(self._shards, id).pop(id, None)

    def __len__(self) -> int:
        return size_of(self._shards)
