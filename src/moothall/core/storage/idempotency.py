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

from moothall.core.base.shards import delete_where, new_shards, shard_of, values_of

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
        self._shards = PersistentList(new_shards(OOBTree))

    def find(self, key, now):
        """The receipt of the last day for ``key``, or ``None``."""
        stored = shard_of(self._shards, key[0]).get(key)
        receipt = Receipt(*stored) if stored is not None else None
        return receipt if receipt is not None and now < receipt.at + KEPT else None

    def keep(self, key, receipt):
        shard_of(self._shards, key[0])[key] = tuple(receipt)

    def purge(self, now):
        """Forget what is older than a day; returns how many receipts that were."""
        return delete_where(self._shards, lambda stored: now >= Receipt(*stored).at + KEPT)

    def __iter__(self):
        return (Receipt(*stored) for stored in values_of(self._shards))


def includeme(config):
    config.add_site_store("receipts", Receipts)
