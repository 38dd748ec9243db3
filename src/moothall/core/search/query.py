"""Queries for content, always with the access of one person.

``ContentQuery(viewer).of("document").within(space).newest_first().page(1)`` returns
the items that this person can see, and their total number.
"""

import heapq
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Any, NamedTuple, Self

from BTrees import family64
from hypatia.interfaces import NBEST

from moothall.core.authorization.access_context import AccessContext
from moothall.core.content.items import Item
from moothall.core.content.types import unavailable_uids
from moothall.core.search.catalog import KEYWORDS
from moothall.core.storage.index_maps import uids_by_value, values_by_uid, values_for

#: Maximum number of candidates whose class is checked individually; above, whole classes are intersected.
ONE_BY_ONE = 4000
#: Maximum number of times visited to find the newest items of a large list.
WALKED = 2000
#: Number of candidates below which all are sorted.
SORTED = 1000
PAGE_SIZE = 20


class ResultPage(NamedTuple):
    """One page of a list: its ``items``, ``total`` of all pages, ``number`` from 1, ``size``."""

    items: list
    total: int
    number: int
    size: int

    @property
    def last(self) -> int:
        """Return the number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))


def existing_page(number: int, total: int, size: int) -> int:
    """Return the number of a page, or that of the last page of ``total`` items if there are fewer."""
    return max(1, min(number, -(-total // size)))


class ContentQuery:
    """A query under construction: the methods that restrict or sort it return the query itself."""

    def __init__(self, viewer: AccessContext) -> None:
        self._viewer = viewer
        self._catalog = viewer.site.catalog
        self._terms: list[tuple[str, frozenset]] = []
        self._sets: list[list[Any]] = []
        self._without: Any = None
        self._work = False
        self._sort = ("modified", True)
        #: What :meth:`_steps` returned.
        self._counted: int | None = None

    def of(self, *types: str) -> Self:
        """Restrict the query to item types, by id."""
        return self._any("type_id", types)

    def in_states(self, *states: str) -> Self:
        """Restrict the query to workflow states."""
        return self._any("state", states)

    def by(self, *creators: str) -> Self:
        """Restrict the query to items of these creators, by person id."""
        return self._any("creator", creators)

    def children_of(self, container: Item) -> Self:
        """Restrict the query to the direct children of a container."""
        return self._any("parent", (container.uid,))

    def within(self, *containers: Item) -> Self:
        """Restrict the query to items at any depth in one of the containers."""
        return self._any("within", [container.uid for container in containers])

    def about(self, *subjects: str) -> Self:
        """Restrict the query to items with one of these tags; case is ignored."""
        return self._any("subjects", [subject.casefold() for subject in subjects])

    def without(self, uids: Any) -> Self:
        """Leave out the uids in a BTree set."""
        self._without = uids
        return self

    def including_working_copies(self) -> Self:
        """Include working copies that have a published version."""
        self._work = True
        return self

    def newest_first(self) -> Self:
        """Sort by time of modification, newest first."""
        return self.sorted_by("modified", descending=True)

    def sorted_by(self, name: str, descending: bool = False) -> Self:
        """Sort by ``name``: modified, created, effective, sort_title, type_id or state."""
        self._sort = (name, descending)
        return self

    def _any(self, name: str, values: Iterable[Any]) -> Self:
        forward = uids_by_value(self._catalog[name])
        self._counted = None
        self._terms.append((name, frozenset(values)))
        self._sets.append([found for value in values if (found := forward.get(value))])
        return self

    # -- results

    def uids(self) -> Any:
        """Return all visible uids, as a BTree set."""
        candidates = self._candidates()
        classes = self._viewer.visible_classes()
        index = self._catalog["access_class"]
        if candidates is not None and len(candidates) <= ONE_BY_ONE:
            found = zip(candidates, values_for(index, candidates), strict=True)
            visible = family64.IF.Set([uid for uid, value in found if value in classes])
        else:
            uids_of = uids_by_value(index)
            seen = family64.IF.multiunion([uids_of[value] for value in classes if value in uids_of])
            visible = seen if candidates is None else family64.IF.intersection(candidates, seen)
        if not self._work and self._catalog.secondary:
            visible = family64.IF.difference(visible, self._catalog.secondary)
        if self._without:
            visible = family64.IF.difference(visible, self._without)
        unavailable = unavailable_uids(self._viewer.site)
        if unavailable:
            visible = family64.IF.difference(visible, family64.IF.Set(unavailable))
        return visible

    def _candidates(self) -> Any:
        result = None
        for sets in sorted(self._sets, key=lambda found: sum(len(one) for one in found) if len(found) < 50 else 10**9):
            if result is not None and len(result) <= ONE_BY_ONE:
                # Looking up a few uids in large sets is faster than uniting and intersecting the sets.
                result = family64.IF.Set(_members(result, sets))
            else:
                union = sets[0] if len(sets) == 1 else family64.IF.multiunion(sets)
                result = union if result is None else family64.IF.intersection(result, union)
            if not result:
                break
        return result

    def count(self) -> int:
        """Return the number of visible items."""
        return len(self.uids())

    def sorted_uids(self, limit: int | None = None) -> list[int]:
        """Return at most ``limit`` visible uids in the order of the query."""
        name, descending = self._sort
        if name == "effective":
            return self._by_publication(descending, limit)
        if descending and limit is not None and name in ("created", "modified"):
            newest = self._newest(name, limit)
            if newest is not None:
                return newest
        return self._in_order(self.uids(), limit)

    def _in_order(self, uids: Any, limit: int | None) -> list[int]:
        """Return at most ``limit`` of ``uids`` in the order of the query, without those that have no value for it.

        Items with the same value are in the order of their uids, so that no page repeats one of another page.
        """
        name, descending = self._sort
        index = self._catalog[name]
        if limit is not None and len(uids) > ONE_BY_ONE:
            # Ascending, Hypatia stops at the limit instead of looking at each item.
            kind = NBEST if descending else None
            return list(index.sort(uids, descending, limit, kind, raise_unsortable=False))
        values = values_for(index, uids)
        pairs = [(value, uid) for value, uid in zip(values, uids, strict=True) if value is not None]
        return _first(pairs, descending, limit)

    def _by_publication(self, descending: bool, limit: int | None) -> list[int]:
        """Return visible uids by the time of their publication, or of their creation for those that have none."""
        published = values_by_uid(self._catalog["effective"])
        uids: Any = None
        if descending and limit is not None:
            newest = [self._newest("effective", limit), self._newest("created", limit, without=published)]
            uids = [*newest[0], *newest[1]] if newest[0] is not None and newest[1] is not None else None
        if uids is None:
            uids = self.uids()
        moments = dict(zip(uids, values_for(self._catalog["effective"], uids), strict=True))
        unpublished = [uid for uid, moment in moments.items() if not moment]
        moments.update(zip(unpublished, values_for(self._catalog["created"], unpublished), strict=True))
        return _first([(moment or 0, uid) for uid, moment in moments.items()], descending, limit)

    def _newest(self, name: str, limit: int, without: Collection[int] = ()) -> list[int] | None:
        """Return the newest visible uids, visiting times backwards; None if that is not the fastest way."""
        steps = self._steps()
        if not steps:
            return None
        classes, class_of = self._viewer.visible_classes(), values_by_uid(self._catalog["access_class"])
        tests = [(values_by_uid(self._catalog[index]), values, index in KEYWORDS) for index, values in self._terms]
        unavailable = unavailable_uids(self._viewer.site)
        found: list[int] = []
        moments, moment = uids_by_value(self._catalog[name]), None
        for _step in range(steps):
            try:
                moment = moments.maxKey() if moment is None else moments.maxKey(moment - 1)
            except ValueError:
                return found
            for uid in reversed(list(moments[moment])):
                if (
                    class_of.get(uid) in classes
                    and (self._work or uid not in self._catalog.secondary)
                    and uid not in unavailable
                    and uid not in without
                    and (not self._without or uid not in self._without)
                    and all(_has(known.get(uid), values, many) for known, values, many in tests)
                ):
                    found.append(uid)
            if len(found) >= limit:
                return found[:limit]
        return None

    def _steps(self) -> int:
        """Return how many times may be visited to find the newest before it costs more than to sort all."""
        if self._counted is None:
            self._counted = WALKED
            # The last restriction is mostly that to a container, which has the fewest members.
            for sets in reversed(self._sets):
                self._counted = min(self._counted, _steps_for(sets))
                if not self._counted:
                    break
        return self._counted

    def items(self, limit: int | None = None) -> list[Item]:
        """Return at most ``limit`` visible items in the order of the query."""
        find = self._viewer.site.uids.get
        return [item for uid in self.sorted_uids(limit) if (item := find(uid)) is not None]

    def page(self, number: int = 1, size: int = PAGE_SIZE) -> ResultPage:
        """Return a page, counted from 1; the last one for a number past the end."""
        found = self.slice((number - 1) * size, size)
        last = existing_page(number, found.total, size)
        return found if last == number else self.slice((last - 1) * size, size)

    def slice(self, start: int, size: int) -> ResultPage:
        """Return ``size`` items from position ``start``, counted from 0."""
        uids = self.uids()
        wanted = self._in_order(uids, start + size)
        find = self._viewer.site.uids.get
        items = [find(uid) for uid in wanted[start:]] if size else []
        return ResultPage(items, len(uids), start // size + 1 if size else 1, size)

    def facets(self, name: str) -> dict[Any, int]:
        """Return the number of visible items for each value of a field: {value: count}."""
        uids = self.uids()
        forward = uids_by_value(self._catalog[name])
        counts = ((value, len(family64.IF.intersection(found, uids))) for value, found in forward.items())
        return {value: count for value, count in counts if count and value}


def _first(pairs: list[tuple[Any, int]], descending: bool, limit: int | None) -> list[int]:
    """Return the uids of pairs (value, uid) in order, at most ``limit``."""
    if limit is None:
        ordered = sorted(pairs, reverse=descending)
    else:
        ordered = (heapq.nlargest if descending else heapq.nsmallest)(limit, pairs)
    return [uid for _value, uid in ordered]


def _members(uids: Iterable[int], sets: Collection[Any]) -> list[int]:
    """Return those of ``uids`` that are in one of the sets."""
    found = []
    for uid in uids:
        for one in sets:
            if uid in one:
                found.append(uid)
                break
    return found


def _steps_for(sets: Iterable[Any]) -> int:
    """Return how many times may be visited before it costs more than to sort the members of the sets.

    Visiting a time costs as much as looking up eight members.
    """
    left = ONE_BY_ONE
    for one in sets:
        left -= len(list(islice(one, left + 1)))
        if left < 0:
            return WALKED
    members = ONE_BY_ONE - left
    return members // 8 if members >= SORTED else 0


def _has(value: Any, wanted: frozenset, many: bool) -> bool:
    """Return True if an indexed value, or for a keyword index any of its values, is one of those wanted."""
    if many:
        return value is not None and not wanted.isdisjoint(value)
    return value in wanted
