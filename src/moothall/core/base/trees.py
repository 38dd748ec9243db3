"""BTrees with small leaves, for mappings to which single entries are added all the time.

A database writes a whole leaf for each entry that is added to it.  The leaves of BTrees have up to 30, 60 or 120
entries, so that a new post wrote 27 kB, nearly all of it old entries.  Smaller leaves are split more often, and
writers in two processes conflict at a split if both change the same leaf.  With random keys they rarely do; with times,
they always change the last leaf, so such trees have larger leaves.
"""

from typing import Any

from BTrees import LFBTree, LLBTree, LOBTree, OOBTree, family64

#: Entries of a leaf, and children of an inner node.
LEAF, SET_LEAF, NODE = 20, 20, 60
#: The same for random keys.
RANDOM_LEAF, RANDOM_NODE = 8, 20
#: Entries of a leaf of rows, and children of a node whose keys are tuples: both are longer.
ROW_LEAF, TUPLE_NODE = 4, 10


class SmallLOBTree(LOBTree.LOBTree):
    """A mapping from random integers to objects."""

    max_leaf_size = RANDOM_LEAF
    max_internal_size = RANDOM_NODE


class RowTree(LOBTree.LOBTree):
    """A mapping from random integers to rows of values."""

    max_leaf_size = ROW_LEAF
    max_internal_size = RANDOM_NODE


class SmallLLBTree(LLBTree.LLBTree):
    """A mapping from integers to integers, which one process writes."""

    max_leaf_size = SET_LEAF
    max_internal_size = RANDOM_NODE


class SmallOOBTree(OOBTree.OOBTree):
    """A mapping from random strings or bytes to objects."""

    max_leaf_size = RANDOM_LEAF
    max_internal_size = RANDOM_NODE


class ValueTree(OOBTree.OOBTree):
    """A mapping from the values of an index, such as times, to sets."""

    max_leaf_size = LEAF
    max_internal_size = NODE


class SmallOOTreeSet(OOBTree.OOTreeSet):
    """A set of tuples that begin with random integers."""

    max_leaf_size = RANDOM_LEAF
    max_internal_size = TUPLE_NODE


class SmallLFTreeSet(LFBTree.LFTreeSet):
    """A set of random integers."""

    max_leaf_size = SET_LEAF
    max_internal_size = RANDOM_NODE


class _Trees:
    """A module of BTrees with some of its classes replaced."""

    def __init__(self, module: object, **replaced: type) -> None:
        self._module = module
        self.__dict__.update(replaced)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


class _SmallFamily(type(family64)):  # type: ignore[misc]
    """The family of trees that the indexes of the catalog use."""

    OO = _Trees(OOBTree, BTree=ValueTree, TreeSet=SmallOOTreeSet)
    IO = _Trees(LOBTree, BTree=SmallLOBTree)
    II = _Trees(LLBTree, BTree=SmallLLBTree)
    IF = _Trees(LFBTree, TreeSet=SmallLFTreeSet)

    def __reduce__(self) -> tuple:
        return small_family, ()


_SMALL = _SmallFamily()


def small_family() -> _SmallFamily:
    """Return the one family with small leaves; indexes store a reference to this function."""
    return _SMALL
