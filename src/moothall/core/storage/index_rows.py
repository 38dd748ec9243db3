"""The values of all indexes by UID, in one row for each item.

Each index of Hypatia has a mapping of its own from UID to value. A new item rewrites a leaf of each of them, nearly
all of it values of other items. With rows, all its values are in one leaf.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from BTrees import family64
from BTrees.Length import Length
from persistent import Persistent

from moothall.core.base.shards import items_of, new_shards, shard_of
from moothall.core.base.trees import RowTree


class Rows(Persistent):
    """UID → row: a mask of the columns that have a value, then these values in the order of the columns.

    Leaves are so small that every other item splits one; shards keep two writers from doing so in one tree.
    """

    def __init__(self) -> None:
        self._trees = new_shards(RowTree)
        self.length = Length()
        self._columns = 0

    def tree_of(self, uid: int) -> RowTree:
        """Return the tree with the row of ``uid``."""
        return shard_of(self._trees, uid)

    def items(self) -> Iterator[tuple[int, tuple]]:
        """Yield pairs (uid, row)."""
        return items_of(self._trees)

    def values_for(self, column: int, uids: Iterable[int]) -> list:
        """Return what the column of that number has for ``uids``, in their order, None where it has nothing.

        Lists of thousands of items are restricted and sorted by it, so it calls no other function of ours per item.
        """
        trees, bit, below = self._trees, 1 << column, (1 << column) - 1
        shards, found = len(trees), []
        for uid in uids:
            row = trees[uid % shards].get(uid)
            found.append(row[(row[0] & below).bit_count() + 1] if row is not None and row[0] & bit else None)
        return found

    def new_column(self, is_set: bool) -> "Column":
        """Return a mapping from UIDs to values, or to sets of values, that is stored in these rows."""
        self._columns += 1
        return Column(self, self._columns - 1, is_set)


class Column:
    """UID → value, as far as Hypatia and this program use a BTree of integers and objects."""

    def __init__(self, rows: Rows, number: int, is_set: bool) -> None:
        self.rows = rows
        self._number = number
        self._is_set = is_set

    def _place(self, row: tuple) -> int:
        """Return the position of this column in ``row``, whether it has a value or not."""
        return (row[0] & ((1 << self._number) - 1)).bit_count() + 1

    def get(self, uid: int, default: Any = None) -> Any:
        """Return the value of ``uid``, or ``default``."""
        row = self.rows.tree_of(uid).get(uid)
        if row is None or not row[0] >> self._number & 1:
            return default
        value = row[self._place(row)]
        return family64.OO.Set(value) if self._is_set else value

    def values_for(self, uids: Iterable[int]) -> list:
        """Return the values of ``uids`` in their order, None where there is none; for a column of single values."""
        return self.rows.values_for(self._number, uids)

    def __getitem__(self, uid: int) -> Any:
        value = self.get(uid, self)
        if value is self:
            raise KeyError(uid)
        return value

    def __setitem__(self, uid: int, value: Any) -> None:
        if self._is_set:
            value = tuple(value)
        row = self.rows.tree_of(uid).get(uid)
        if row is None:
            self.rows.length.change(1)
            row = (0,)
        place, has_value = self._place(row), row[0] >> self._number & 1
        mask = row[0] | 1 << self._number
        self.rows.tree_of(uid)[uid] = (mask, *row[1:place], value, *row[place + has_value :])

    def __delitem__(self, uid: int) -> None:
        if uid not in self:
            raise KeyError(uid)
        row = self.rows.tree_of(uid)[uid]
        place, mask = self._place(row), row[0] & ~(1 << self._number)
        if mask:
            self.rows.tree_of(uid)[uid] = (mask, *row[1:place], *row[place + 1 :])
        else:
            del self.rows.tree_of(uid)[uid]
            self.rows.length.change(-1)

    def __contains__(self, uid: int) -> bool:
        row = self.rows.tree_of(uid).get(uid)
        return row is not None and bool(row[0] >> self._number & 1)

    def __iter__(self) -> Iterator[int]:
        return (uid for uid, row in self.rows.items() if row[0] >> self._number & 1)

    def __len__(self) -> int:
        return sum(1 for _uid in self)

    def keys(self) -> Any:
        """Return the UIDs that have a value, as a set of the same family."""
        return family64.IF.TreeSet(list(self))

    def items(self) -> Iterator[tuple[int, Any]]:
        """Yield pairs (uid, value)."""
        return ((uid, self[uid]) for uid in self)


class RowCount:
    """The number of rows, for an index that otherwise would count its entries and write that number for each item.

    Hypatia uses the number only to choose an algorithm for sorting.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    @property
    def value(self) -> int:
        """Return the number of rows, at least as large as that of the entries of the index."""
        return self._rows.length.value

    def __call__(self) -> int:
        """Return the number of rows, as a ``Length`` does."""
        return self.value

    def change(self, delta: int) -> None:
        """Do nothing: the rows count themselves."""
