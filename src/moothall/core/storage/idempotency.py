"""Receipts of requests with an idempotency key: the part that must be stored with the content.

Content and people are two databases.  If a process dies between the two commits, the work is done but
the response is lost; a repeated request with the same key must not do it twice.  So the receipt is stored
with the content, without any of its text, and the response in the database of people.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from BTrees.LOBTree import LOBTree
from persistent import Persistent
from persistent.list import PersistentList
from pyramid.config import Configurator

from moothall.core.base.shards import new_shards, shard_of, size_of, values_of
from moothall.core.base.trees import SmallOOBTree

#: Lifetime of a receipt.
KEPT = timedelta(hours=24)
#: Hours of the receipts that are deleted together.
TOGETHER = 6


class Generations(Persistent):
    """Entries by random key, in the order of time: those of six hours are deleted together, with one write.

    Deleting each by itself would write every leaf of the trees, and keep other writers waiting for long.
    """

    def __init__(self) -> None:
        self._trees = LOBTree()

    def get(self, key: bytes) -> Any:
        """Return the newest entry for ``key``, or None."""
        for shards in reversed(list(self._trees.values())):
            found = shard_of(shards, key[0]).get(key)
            if found is not None:
                return found
        return None

    def put(self, key: bytes, at: datetime, entry: Any) -> None:
        """Store an entry of this time."""
        number = _generation(at)
        shards = self._trees.get(number)
        if shards is None:
            shards = self._trees[number] = PersistentList(new_shards(SmallOOBTree))
        shard_of(shards, key[0])[key] = entry

    def drop_before(self, time: datetime) -> int:
        """Delete the generations that ended before a time; return the number of their entries."""
        gone = list(self._trees.keys(None, _generation(time) - 1))
        return sum(size_of(self._trees.pop(number)) for number in gone)

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(values_of(shards) for shards in self._trees.values())


class GenerationStore(Persistent):
    """A store whose entries are in generations."""

    def __init__(self) -> None:
        self._generations = Generations()

    def move_to_generations(self, time_of: Callable[[Any], datetime], entry_of: Callable[[Any], Any] = tuple) -> None:
        """Move the entries of an earlier version, which were in shards; do nothing the second time."""
        self._p_activate()
        shards = self.__dict__.pop("_shards", None)
        if "_generations" not in vars(self):
            self._generations = Generations()
        for shard in shards or ():
            for key, stored in shard.items():
                self._generations.put(key, time_of(stored), entry_of(stored))
        self._p_changed = True


def _generation(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp()) // (TOGETHER * 3600)


class Receipt(NamedTuple):
    """Record of a processed request: time, digest of the request, HTTP status, and path of the result."""

    at: datetime
    asked: bytes
    status: int
    path: str | None = None


class Receipts(GenerationStore):
    """Receipts by key (a digest); each is valid for 24 hours."""

    def find(self, key: bytes, now: datetime) -> Receipt | None:
        """Return the receipt for ``key``, or None if there is none or it has expired."""
        stored = self._generations.get(key)
        receipt = Receipt(*stored) if stored is not None else None
        return receipt if receipt is not None and now < receipt.at + KEPT else None

    def keep(self, key: bytes, receipt: Receipt) -> None:
        """Store a receipt."""
        self._generations.put(key, receipt.at, tuple(receipt))

    def purge(self, now: datetime) -> int:
        """Delete receipts that have all expired; return their number."""
        return self._generations.drop_before(now - KEPT)

    def __iter__(self) -> Iterator[Receipt]:
        return (Receipt(*stored) for stored in self._generations)


def _use_generations(site: Any, _registry: Any) -> None:
    site.receipts.move_to_generations(lambda stored: Receipt(*stored).at)


def includeme(config: Configurator) -> None:
    """Register the store and its migration."""
    config.add_site_store("receipts", Receipts)
    config.add_evolution_step(_use_generations, name="core.storage.idempotency.use_generations")
