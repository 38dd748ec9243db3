"""Receipts of requests with an idempotency key: the part that must be stored with the content.

Content and people are two databases.  If a process dies between the two commits, the work is done but
the response is lost; a repeated request with the same key must not do it twice.  So the receipt is stored
with the content, without any of its text, and the response in the database of people.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from BTrees.OOBTree import OOBTree
from persistent import Persistent
from persistent.list import PersistentList
from pyramid.config import Configurator

from moothall.core.base.shards import delete_where, new_shards, shard_of, values_of

#: Lifetime of a receipt.
KEPT = timedelta(hours=24)


class Receipt(NamedTuple):
    """Record of a processed request: time, digest of the request, HTTP status, and path of the result."""

    at: datetime
    asked: bytes
    status: int
    path: str | None = None


class Receipts(Persistent):
    """Receipts by key (a digest), in shards; each is kept for 24 hours."""

    def __init__(self) -> None:
        self._shards = PersistentList(new_shards(OOBTree))

    def find(self, key: bytes, now: datetime) -> Receipt | None:
        """Return the receipt for ``key``, or None if there is none or it has expired."""
        stored = shard_of(self._shards, key[0]).get(key)
        receipt = Receipt(*stored) if stored is not None else None
        return receipt if receipt is not None and now < receipt.at + KEPT else None

    def keep(self, key: bytes, receipt: Receipt) -> None:
        """Store a receipt."""
        shard_of(self._shards, key[0])[key] = tuple(receipt)

    def purge(self, now: datetime) -> int:
        """Delete expired receipts; return their number."""
        return delete_where(self._shards, lambda stored: now >= Receipt(*stored).at + KEPT)

    def __iter__(self) -> Iterator[Receipt]:
        return (Receipt(*stored) for stored in values_of(self._shards))


def includeme(config: Configurator) -> None:
    """Register the store."""
    config.add_site_store("receipts", Receipts)
