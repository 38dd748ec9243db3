"""The two mappings inside a Hypatia index, which it keeps in private attributes.

Hypatia's public methods copy, sort or parse a query; access rules and counts need the BTrees themselves. Only this
module knows their names. Treat what it returns as read-only: entries change through the index alone.
"""

from typing import Any


def uids_by_value(index: Any) -> Any:
    """Return the BTree from each indexed value to the set of UIDs that have it."""
    return index._fwd_index  # noqa: SLF001


def values_by_uid(index: Any) -> Any:
    """Return the BTree from each UID to its indexed value (for a keyword index: to the set of its values)."""
    return index._rev_index  # noqa: SLF001
