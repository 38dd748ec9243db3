"""Trees in shards: a mapping with random keys, split over several trees so that two writers rarely change one node.

The trees are stored in a tuple or a ``PersistentList`` by the objects that own them; these functions work on either.
Their number is fixed when they are created, since the shard of a key depends on it.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

#: The usual number of trees.
SHARDS = 16


def new_shards(factory: Callable[[], Any], count: int = SHARDS) -> tuple[Any, ...]:
    """Return ``count`` new trees."""
    return tuple(factory() for _ in range(count))


def shard_of(shards: Sequence[Any], number: int) -> Any:
    """Return the tree for a key, given a number that is random for random keys: the key, or one byte of it."""
    return shards[number % len(shards)]


def items_of(shards: Sequence[Any], limit: int | None = None) -> Iterator[tuple[Any, Any]]:
    """Yield (key, value) of all trees, at most ``limit``; in order only within each."""
    return islice(chain.from_iterable(shard.items() for shard in shards), limit)


def values_of(shards: Sequence[Any]) -> Iterator[Any]:
    """Yield all values; in order only within each tree."""
    return chain.from_iterable(shard.values() for shard in shards)


def size_of(shards: Sequence[Any]) -> int:
    """Return the number of entries; this loads every tree."""
    return sum(map(len, shards))


def delete_where(shards: Sequence[Any], is_old: Callable[[Any], bool]) -> int:
    """Delete the entries whose value ``is_old``; return their number."""
    deleted = 0
    for shard in shards:
        old = [key for key, value in shard.items() if is_old(value)]
        for key in old:
            del shard[key]
        deleted += len(old)
    return deleted
