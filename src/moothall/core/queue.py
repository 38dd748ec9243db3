"""The index queue: which items the full-text index has yet to look at.

A key is written in the transaction that changes the item and deleted after the
index has committed, so nothing is lost if a process dies in between.
"""

import secrets

from BTrees.LLBTree import LLBTree
from persistent import Persistent
from persistent.list import PersistentList

SHARDS = 16


class IndexQueue(Persistent):
    """uid → ticket.  A later change of the same item replaces the ticket, so that it is looked at again."""

    def __init__(self):
        self._shards = PersistentList(LLBTree() for _ in range(SHARDS))

    def put(self, uid):
        self._shards[uid % SHARDS][uid] = secrets.randbits(62)

    def peek(self, limit):
        """Up to ``limit`` pairs (uid, ticket), in no particular order."""
        pairs = []
        for shard in self._shards:
            for pair in shard.items():
                if len(pairs) == limit:
                    return pairs
                pairs.append(pair)
        return pairs

    def done(self, pairs):
        """Forget what was indexed, except what has changed since it was read."""
        for uid, ticket in pairs:
            shard = self._shards[uid % SHARDS]
            if shard.get(uid) == ticket:
                del shard[uid]

    def __contains__(self, uid):
        return uid in self._shards[uid % SHARDS]

    def __len__(self):
        return sum(len(shard) for shard in self._shards)
