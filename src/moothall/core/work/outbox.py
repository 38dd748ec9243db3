"""The outbox: messages to be sent, written in the transaction that causes them.

A worker delivers each message after the commit, at least once; its key identifies a second delivery.
The key is computed from the content, so that the same message put twice is stored once.  Whether the
recipient may read the item is checked when the message is sent, not when it is written.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from BTrees.LOBTree import LOBTree
from persistent import Persistent
from persistent.list import PersistentList

from moothall.core.base.shards import new_shards, shard_of, size_of, values_of


class Message(Persistent):
    """A message to deliver: ``kind`` names its builder, ``about`` the uid of its item."""

    attempts = 0
    #: Time of the next attempt after a failure.
    not_before: datetime | None = None
    error = ""

    def __init__(self, key: int, kind: str, to: str, about: int | None, at: datetime, data: dict[str, Any]) -> None:
        self.key = key
        self.kind = kind
        self.to = to
        self.about = about
        self.at = at
        self.data = data


class Outbox(Persistent):
    """Messages under pseudorandom keys in shards, so that two writers rarely write to the same tree node."""

    def __init__(self) -> None:
        self._shards = PersistentList(new_shards(LOBTree))

    def put(self, kind: str, to: str, about: int | None, at: datetime, **data: Any) -> Message:
        """Add a message to the person ``to`` (opaque id) about the item with uid ``about``."""
        key = _key(kind, to, about, at.isoformat(), sorted(data.items()))
        message = shard_of(self._shards, key)[key] = Message(key, kind, to, about, at, data)
        return message

    def waiting(self, now: datetime, limit: int = 100) -> list[Message]:
        """Return messages that can be delivered now, at most ``limit``."""
        due = (one for one in self if one.not_before is None or one.not_before <= now)
        return list(islice(due, limit))

    def remove(self, key: int) -> None:
        """Remove a message, if it is there."""
        shard_of(self._shards, key).pop(key, None)

    def get(self, key: int) -> Message | None:
        """Return the message with this key, or None."""
        return shard_of(self._shards, key).get(key)

    def __iter__(self) -> Iterator[Message]:
        return values_of(self._shards)

    def __len__(self) -> int:
        return size_of(self._shards)


def _key(*parts: object) -> int:
    """Return 63 bits of a hash, the same for the same message and evenly spread over the shards."""
    return int.from_bytes(hashlib.blake2b(repr(parts).encode(), digest_size=8).digest()) >> 1
