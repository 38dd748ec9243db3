"""The queue of items that must be indexed for full-text search.

A key is written in the transaction that changes the item and deleted after the
index has committed, so nothing is lost if a process dies in between.
"""

import secrets
from collections.abc import Iterable
from typing import Any

from persistent import Persistent
from persistent.list import PersistentList

from moothall.core.base.shards import items_of, new_shards, shard_of, size_of

#: Number of parts of the queue.
SHARDS = 64


class Shard(Persistent):
    """uid → ticket for a part of the uids.

    Many transactions write the same key at once: each reply queues its discussion.  A tree would
    raise a conflict; here either ticket satisfies two changes of one key.
    """

    def __init__(self) -> None:
        self._tickets: dict[int, int] = {}

    def put(self, uid: int, ticket: int) -> None:
        """Set the ticket of a uid."""
        self._tickets[uid] = ticket
        self._p_changed = True

    def take(self, uid: int, ticket: int) -> None:
        """Remove ``uid`` unless its ticket has changed."""
        if self._tickets.get(uid) == ticket:
            del self._tickets[uid]
            self._p_changed = True

    def items(self) -> Iterable[tuple[int, int]]:
        """Return all pairs (uid, ticket)."""
        return self._tickets.items()

    def __contains__(self, uid: int) -> bool:
        return uid in self._tickets

    def __len__(self) -> int:
        return len(self._tickets)

    def _p_resolveConflict(self, before: dict[str, Any], saved: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
        before, ours = before["_tickets"], ours["_tickets"]
        merged = dict(saved["_tickets"])
        for uid in before.keys() | ours.keys():
            if uid in ours:
                if ours[uid] != before.get(uid):
                    merged[uid] = ours[uid]
            elif merged.get(uid) == before[uid]:
                del merged[uid]
        return {"_tickets": merged}


class IndexQueue(Persistent):
    """uid → ticket.  A later change of an item replaces the ticket, so that the item is indexed again."""

    def __init__(self) -> None:
        self._shards = PersistentList(new_shards(Shard, SHARDS))

    def put(self, uid: int) -> None:
        """Queue an item."""
        shard_of(self._shards, uid).put(uid, secrets.randbits(62))

    def peek(self, limit: int) -> list[tuple[int, int]]:
        """Return up to ``limit`` pairs (uid, ticket), in no particular order."""
        return list(items_of(self._shards, limit))

    def done(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Remove indexed items, except those that changed since their pair was read."""
        for uid, ticket in pairs:
            shard_of(self._shards, uid).take(uid, ticket)

    def __contains__(self, uid: int) -> bool:
        return uid in shard_of(self._shards, uid)

    def __len__(self) -> int:
        return size_of(self._shards)
