"""What was done for which key: the half of idempotency that must not be lost.

Content and people are two databases.  A process that dies between them leaves the
work done and the answer forgotten; who then asks again under the same key must
not have it done twice.  So the fact that it was done is kept where the work is,
without anything that was said, and the answer with the person who got it.
"""

from datetime import timedelta
from typing import NamedTuple

from BTrees.OOBTree import OOBTree
from persistent import Persistent
from persistent.list import PersistentList

SHARDS = 16
KEPT = timedelta(hours=24)


class Receipt(NamedTuple):
    """That something was done: when, for which request (a digest), with what status, and where the outcome is."""

    at: object
    asked: bytes
    status: int
    path: str | None = None


class Receipts(Persistent):
    """Receipts by key (a digest), in shards of random keys; each is kept for a day."""

    def __init__(self):
        self._shards = PersistentList(OOBTree() for _ in range(SHARDS))

    def find(self, key, now):
        """The receipt of the last day for ``key``, or ``None``."""
        stored = self._shards[key[0] % SHARDS].get(key)
        receipt = Receipt(*stored) if stored is not None else None
        return receipt if receipt is not None and now < receipt.at + KEPT else None

    def keep(self, key, receipt):
        self._shards[key[0] % SHARDS][key] = tuple(receipt)

    def purge(self, now):
        """Forget what is older than a day; returns how many receipts that were."""
        gone = 0
        for shard in self._shards:
            old = [key for key, stored in shard.items() if now >= Receipt(*stored).at + KEPT]
            for key in old:
                del shard[key]
            gone += len(old)
        return gone

    def __iter__(self):
        for shard in self._shards:
            for stored in shard.values():
                yield Receipt(*stored)


def includeme(config):
    config.add_site_store("receipts", Receipts)
