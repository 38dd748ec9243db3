"""The two mappings inside a Hypatia index, which it keeps in private attributes.

Hypatia's public methods copy, sort or parse a query; access rules and counts need the BTrees themselves. Only this
module knows their names. Treat what it returns as read-only: entries change through the index alone.
"""

from collections.abc import Iterable
from typing import Any

from moothall.core.base.trees import small_family
from moothall.core.storage.index_rows import Column, RowCount, Rows


def uids_by_value(index: Any) -> Any:
    """Return the BTree from each indexed value to the set of UIDs that have it."""
    return index._fwd_index  # noqa: SLF001


def values_by_uid(index: Any) -> Any:
    """Return the BTree from each UID to its indexed value (for a keyword index: to the set of its values)."""
    return index._rev_index  # noqa: SLF001


def values_for(index: Any, uids: Iterable[int]) -> list:
    """Return the values of ``uids`` in a field index, in their order, None for those that have none."""
    column = values_by_uid(index)
    if isinstance(column, Column):
        return column.values_for(uids)
    # A site whose values are not in rows yet.
    return [column.get(uid) for uid in uids]


def use_rows(index: Any, rows: Rows, is_set: bool) -> bool:
    """Store the values of an index in ``rows``; return False if they are already."""
    before = values_by_uid(index)
    if isinstance(before, Column):
        return False
    column = index._rev_index = rows.new_column(is_set)  # noqa: SLF001
    for uid, value in before.items():
        column[uid] = value
    index._num_docs = RowCount(rows)  # noqa: SLF001
    index._fwd_index = small_family().OO.BTree(uids_by_value(index))  # noqa: SLF001
    return True


def use_small_leaves(index: Any) -> bool:
    """Store an index in trees with small leaves; return False if it is already."""
    family = small_family()
    if index.family is family:
        return False
    index.family = family
    forward = {value: family.IF.TreeSet(uids) for value, uids in uids_by_value(index).items()}
    index._fwd_index = family.OO.BTree(forward)  # noqa: SLF001
    if not isinstance(values_by_uid(index), Column):
        index._rev_index = family.IO.BTree(values_by_uid(index))  # noqa: SLF001
    index._not_indexed = family.IF.TreeSet(index._not_indexed)  # noqa: SLF001
    return True
