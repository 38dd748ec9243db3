"""What the audit trail has yet to be told, kept where it happened until it has been.

Facts wait by their id, since the log of facts keeps them for ever.  What happens to
accounts (log-ins, new passwords) is in no log, so it waits as a whole, in the
database of people.
"""

import secrets
import time
from datetime import datetime
from typing import NamedTuple

from BTrees.LLBTree import LLBTree
from BTrees.LOBTree import LOBTree
from persistent import Persistent
from persistent.list import PersistentList

from moothall.core.base.shards import items_of, new_shards, shard_of, size_of

#: Of so many entries one is remembered here for good, as a witness from outside the trail.
SEAL_EVERY = 256


class PendingEvents(Persistent):
    """The ids of facts that wait, and what the trail has been seen to say so far.

    What one act causes is in one shard, so that it costs one record; acts of one
    moment are few, so that two of them rarely meet.
    """

    def __init__(self):
        self._shards = PersistentList(new_shards(LLBTree))
        self.seals = Seals()

    def put(self, fact):
        shard_of(self._shards, int(fact.at.timestamp() * 1_000_000))[fact.id] = time.time_ns()

    def peek(self, limit):
        """At most ``limit`` pairs of (order, id of a fact)."""
        return [(order, id) for id, order in items_of(self._shards, limit)]

    def done(self, ids):
        """The trail has them."""
        for id in ids:
            for shard in self._shards:
                if id in shard:
                    del shard[id]
                    break

    def __contains__(self, id):
        return any(id in shard for shard in self._shards)

    def __len__(self):
        return size_of(self._shards)


class Seals(Persistent):
    """Number of an entry → its hash, as the worker saw them: who rewrites the whole trail cannot rewrite these.

    The newest is always here, and one of each 256 for good.
    """

    def __init__(self):
        self.kept = LOBTree()
        self.newest = None

    def put(self, number, digest):
        if self.newest is None or self.newest[0] // SEAL_EVERY != number // SEAL_EVERY:
            self.kept[number] = digest
        self.newest = (number, digest)

    def __iter__(self):
        yield from self.kept.items()
        if self.newest is not None:
            yield self.newest


class Event(NamedTuple):
    """Something that happened to an account.  ``details`` are plain values."""

    id: int
    order: int
    at: datetime
    actor: str | None
    person: str | None
    kind: str
    details: dict


class Events(Persistent):
    """Events that wait, in shards of random keys."""

    def __init__(self):
        self._shards = PersistentList(new_shards(LOBTree))

    def put(self, kind, at, actor=None, person=None, **details):
        """Keep an event of an account; ``kind`` is an :class:`~moothall.core.event_log.kinds.EventKind`."""
        id = secrets.randbits(63)
        event = Event(id, time.time_ns(), at, actor, person, kind.id, details)
        shard_of(self._shards, id)[id] = tuple(event)

    def peek(self, limit):
        """At most ``limit`` of them."""
        return [Event(*stored) for _id, stored in items_of(self._shards, limit)]

    def done(self, ids):
        """The trail has them."""
        for id in ids:
            shard_of(self._shards, id).pop(id, None)

    def __len__(self):
        return size_of(self._shards)
