"""The outbox: what must leave the process, written in the transaction that causes it.

A worker delivers each message after the commit, at least once; the key makes a
second delivery recognisable.  Who may read what a message speaks of is checked
when it is sent, not when it is written.
"""

import secrets

from BTrees.LOBTree import LOBTree
from persistent import Persistent
from persistent.list import PersistentList

SHARDS = 16


class Message(Persistent):
    """Something to deliver: ``kind`` names the sender's template, ``about`` the uid it speaks of."""

    attempts = 0
    not_before = None
    error = ""

    def __init__(self, key, kind, to, about, at, data):
        self.key = key
        self.kind = kind
        self.to = to
        self.about = about
        self.at = at
        self.data = data


class Outbox(Persistent):
    """Messages under random keys in shards; no two writers share a tree node for long."""

    def __init__(self):
        self._shards = PersistentList(LOBTree() for _ in range(SHARDS))

    def put(self, kind, to, about, at, **data):
        """Leave a message for the person ``to`` (opaque id) about the item with uid ``about``."""
        key = secrets.randbits(63)
        message = self._shards[key % SHARDS][key] = Message(key, kind, to, about, at, data)
        return message

    def waiting(self, now, limit=100):
        """Messages that may be delivered now, at most ``limit``."""
        found = []
        for shard in self._shards:
            for message in shard.values():
                if message.not_before is None or message.not_before <= now:
                    found.append(message)
                    if len(found) == limit:
                        return found
        return found

    def remove(self, key):
        self._shards[key % SHARDS].pop(key, None)

    def get(self, key):
        return self._shards[key % SHARDS].get(key)

    def __iter__(self):
        for shard in self._shards:
            yield from shard.values()

    def __len__(self):
        return sum(len(shard) for shard in self._shards)
