"""The outbox: what must leave the process, written in the transaction that causes it.

A worker delivers each message after the commit, at least once; the key makes a
second delivery recognisable.  It is made from what the message says, so that the
same news told twice is one message.  Who may read what a message speaks of is
checked when it is sent, not when it is written.
"""

import hashlib
from itertools import islice

from BTrees.LOBTree import LOBTree
from persistent import Persistent
from persistent.list import PersistentList

from moothall.core.base.shards import new_shards, shard_of, size_of, values_of


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
        self._shards = PersistentList(new_shards(LOBTree))

    def put(self, kind, to, about, at, **data):
        """Leave a message for the person ``to`` (opaque id) about the item with uid ``about``."""
        key = _key(kind, to, about, at.isoformat(), sorted(data.items()))
        message = shard_of(self._shards, key)[key] = Message(key, kind, to, about, at, data)
        return message

    def waiting(self, now, limit=100):
        """Messages that may be delivered now, at most ``limit``."""
        due = (one for one in self if one.not_before is None or one.not_before <= now)
        return list(islice(due, limit))

    def remove(self, key):
        shard_of(self._shards, key).pop(key, None)

    def get(self, key):
        return shard_of(self._shards, key).get(key)

    def __iter__(self):
        return values_of(self._shards)

    def __len__(self):
        return size_of(self._shards)


def _key(*parts):
    """63 bits that are the same for the same news, and spread over the shards like random ones."""
    return int.from_bytes(hashlib.blake2b(repr(parts).encode(), digest_size=8).digest()) >> 1
