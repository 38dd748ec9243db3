"""The index queue: which items the full-text index has yet to look at.

A key is written in the transaction that changes the item and deleted after the
index has committed, so nothing is lost if a process dies in between.
"""

import secrets

from persistent import Persistent
from persistent.list import PersistentList

SHARDS = 64


class Shard(Persistent):
    """uid → ticket for some of the uids.

    Many write the same key at once: each reply queues its discussion.  A tree would
    refuse that; here two changes of one key are both satisfied by either ticket.
    """

    def __init__(self):
        self._tickets = {}

    def put(self, uid, ticket):
        self._tickets[uid] = ticket
        self._p_changed = True

    def take(self, uid, ticket):
        """Forget ``uid`` unless its ticket is another one by now."""
        if self._tickets.get(uid) == ticket:
            del self._tickets[uid]
            self._p_changed = True

    def items(self):
        return self._tickets.items()

    def __contains__(self, uid):
        return uid in self._tickets

    def __len__(self):
        return len(self._tickets)

    def _p_resolveConflict(self, before, saved, ours):
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
    """uid → ticket.  A later change of the same item replaces the ticket, so that it is looked at again."""

    def __init__(self):
        self._shards = PersistentList(Shard() for _ in range(SHARDS))

    def put(self, uid):
        self._shards[uid % SHARDS].put(uid, secrets.randbits(62))

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
            self._shards[uid % SHARDS].take(uid, ticket)

    def __contains__(self, uid):
        return uid in self._shards[uid % SHARDS]

    def __len__(self):
        return sum(len(shard) for shard in self._shards)
