"""Where versions were made, and where they stopped being current, which decides who can see earlier versions.

Each version keeps the place in which it was made.  When no edition refers to it any more, its item keeps the place
at that moment, and the state in which it was live.  Roles are not kept: those of today count.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from BTrees.LOBTree import LOBTree

from moothall.core.access.records import SITE, AccessRecord
from moothall.core.content.items import scope_of, site_of

if TYPE_CHECKING:
    from moothall.core.content.versioned import Versioned


class PastScope(NamedTuple):
    """One scope around a version at a past moment.

    ``granted`` are the (principal, role) pairs of an item that contains no others: access to it alone.
    """

    uid: int
    kind: str
    inherits: bool
    state: str
    policies: tuple[tuple[str, str], ...]
    definitions: tuple[tuple[str, tuple[int, int]], ...]
    granted: frozenset[tuple[str, str]] = frozenset()


#: The scopes around a version, nearest first, without the site.
Place = tuple[PastScope, ...]


class Superseded(NamedTuple):
    """Where a version stopped being current; ``state`` is the one in which it was live, None if it never was."""

    place: Place
    state: str | None


def place_of(item: "Versioned") -> Place | None:
    """Return the scopes around ``item`` as they are now; None for a new item that is in no place yet."""
    if item.__parent__ is None:
        return None
    records = site_of(item).access
    return place_from(records, records.get(scope_of(item)))


def place_from(records: Any, record: AccessRecord | None) -> Place:
    """Return ``record`` and the records around it, found in ``records``."""
    return tuple(map(_past_scope, _chain(records, record)))


def _chain(records: Any, record: AccessRecord | None) -> Iterator[AccessRecord]:
    while record is not None and record.kind != SITE:
        yield record
        record = records.get(record.parent) if record.parent is not None else None


def _past_scope(record: AccessRecord) -> PastScope:
    granted = frozenset(
        (principal, grant.role) for principal, grants in record.grants.items() for grant in grants if record.leaf
    )
    return PastScope(
        record.uid,
        record.kind,
        record.inherits,
        record.state,
        tuple(sorted(record.policies.items())),
        tuple(sorted(record.definitions.items())),
        granted,
    )


def supersede(item: "Versioned", number: int | None, state: str | None = None, by: int | None = None) -> None:
    """Store where a version stops being current; ``state`` is the one in which it was live, None if it was not.

    ``by`` is the number of the version that takes its place.  A version that is still live, or was noted when it
    stopped being live, is left as it is.
    """
    if number in (None, by) or (state is None and (number == item.live_number or number in (item.superseded or {}))):
        return
    note_superseded(item, number, Superseded(place_of(item) or (), state))
    if state is not None:
        site_of(item).count_earlier_version(item)


def note_superseded(item: "Versioned", number: int, superseded: Superseded) -> None:
    """Store where a version stopped being current."""
    if item.superseded is None:
        item.superseded = LOBTree()
    item.superseded[number] = superseded
