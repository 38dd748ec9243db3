"""Random uids for every object, and the registry that finds an object by its uid."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from persistent import Persistent
from ZODB.broken import Broken

from moothall.core.base import randomness
from moothall.core.base.shards import new_shards, shard_of, size_of
from moothall.core.base.trees import SmallLOBTree

if TYPE_CHECKING:
    from moothall.core.content.items import Item

#: Number of trees of the registry.
SHARDS = 64
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def new_uid() -> int:
    """Return a random positive 63-bit integer: unguessable, and spread over all shards."""
    return randomness.random_bits(63) | 1


def uid_name(uid: int) -> str:
    """Return the uid as 13 letters and digits, for addresses."""
    letters = []
    for _ in range(13):
        uid, digit = divmod(uid, 32)
        letters.append(_ALPHABET[digit])
    return "".join(letters)


def uid_from_name(name: str) -> int | None:
    """Return the uid for a result of :func:`uid_name`, or None for anything else."""
    if len(name) != 13 or any(letter not in _ALPHABET for letter in name):
        return None
    uid = 0
    for letter in reversed(name):
        uid = uid * 32 + _ALPHABET.index(letter)
    return uid if uid < 2**63 else None


def is_unavailable(item: object) -> bool:
    """Return True if ``item``, or an item that contains it, is of an extension that is not loaded."""
    while item is not None:
        if isinstance(item, Broken):
            return True
        item = getattr(item, "__parent__", None)
    return False


class UidRegistry(Persistent):
    """The mapping of uids to objects, in shards; finding one object loads only those that contain it."""

    def __init__(self) -> None:
        self._shards = new_shards(SmallLOBTree, SHARDS)

    def use_small_leaves(self) -> None:
        """Store the mapping in trees with small leaves, of which a new item rewrites less."""
        self._shards = tuple(SmallLOBTree(shard) for shard in self._shards)

    def add(self, uid: int, item: "Item") -> None:
        """Add an object."""
        shard_of(self._shards, uid)[uid] = item

    def remove(self, uid: int) -> None:
        """Remove an object, if it is there."""
        shard_of(self._shards, uid).pop(uid, None)

    def get(self, uid: int) -> "Item | None":
        """Return the object with this uid.

        Return None if there is none, or if it, or an item that contains it, is of an extension that is not loaded.
        """
        item = shard_of(self._shards, uid).get(uid)
        return None if is_unavailable(item) else item

    def __iter__(self) -> Iterator[int]:
        for shard in self._shards:
            yield from shard.keys()

    def __len__(self) -> int:
        return size_of(self._shards)
