"""The one way to ask for content: always on somebody's behalf.

``ContentQuery(viewer).of("document").within(space).newest_first().page(1)`` answers
with the items this person may see, and with how many there are of them.
"""

from itertools import islice
from typing import NamedTuple

from BTrees import family64

from moothall.core.search.catalog import KEYWORDS
from moothall.core.storage.index_maps import uids_by_value, values_by_uid

#: Up to this many candidates are checked one by one; above, whole classes are intersected.
ONE_BY_ONE = 4000
#: From larger lists the newest few are found by walking back from the end, as far as this.
WALKED = 2000
PAGE_SIZE = 20


class ResultPage(NamedTuple):
    """One page of a list: ``items`` (woken), ``total`` of all pages, ``number`` from 1, ``size``."""

    items: list
    total: int
    number: int
    size: int

    @property
    def last(self):
        return max(1, -(-self.total // self.size))


class ContentQuery:
    """A query under construction.  Every method but the last returns the query itself."""

    def __init__(self, viewer):
        self._viewer = viewer
        self._catalog = viewer.site.catalog
        self._terms = []
        self._sets = []
        self._work = False
        self._sort = ("modified", True)

    def of(self, *types):
        return self._any("type_id", types)

    def in_states(self, *states):
        return self._any("state", states)

    def by(self, *creators):
        return self._any("creator", creators)

    def children_of(self, container):
        return self._any("parent", (container.uid,))

    def within(self, *containers):
        return self._any("within", [container.uid for container in containers])

    def about(self, *subjects):
        return self._any("subjects", [subject.casefold() for subject in subjects])

    def including_working_copies(self):
        """Also entries of working editions that have a live one behind them."""
        self._work = True
        return self

    def newest_first(self):
        return self.sorted_by("modified", descending=True)

    def sorted_by(self, name, descending=False):
        """``name``: modified, created, sort_title, type_id or state."""
        self._sort = (name, descending)
        return self

    def _any(self, name, values):
        forward = uids_by_value(self._catalog[name])
        self._terms.append((name, frozenset(values)))
        self._sets.append([found for value in values if (found := forward.get(value))])
        return self

    # -- answers

    def uids(self):
        """All visible uids, as a BTree set, in no order."""
        candidates = self._candidates()
        classes = self._viewer.visible_classes()
        index = self._catalog["access_class"]
        if candidates is not None and len(candidates) <= ONE_BY_ONE:
            class_of = values_by_uid(index)
            visible = family64.IF.Set([uid for uid in candidates if class_of.get(uid) in classes])
        else:
            uids_of = uids_by_value(index)
            seen = family64.IF.multiunion([uids_of[value] for value in classes if value in uids_of])
            visible = seen if candidates is None else family64.IF.intersection(candidates, seen)
        if not self._work and self._catalog.secondary:
            visible = family64.IF.difference(visible, self._catalog.secondary)
        return visible

    def _candidates(self):
        result = None
        for sets in sorted(self._sets, key=lambda found: sum(len(one) for one in found) if len(found) < 50 else 10**9):
            if result is not None and len(result) <= ONE_BY_ONE:
                # Few are looked up in large sets; uniting and intersecting those would walk them from end to end.
                result = family64.IF.Set([uid for uid in result if any(uid in one for one in sets)])
            else:
                union = sets[0] if len(sets) == 1 else family64.IF.multiunion(sets)
                result = union if result is None else family64.IF.intersection(result, union)
            if not result:
                break
        return result

    def count(self):
        return len(self.uids())

    def sorted_uids(self, limit=None):
        """Visible uids in the query's order, at most ``limit``."""
        name, descending = self._sort
        if descending and limit is not None and name in ("created", "modified"):
            newest = self._newest(name, limit)
            if newest is not None:
                return newest
        return list(self._catalog[name].sort(self.uids(), reverse=descending, limit=limit, raise_unsortable=False))

    def _newest(self, name, limit):
        """The newest visible uids, found by walking back in time; ``None`` where that is not the shortest way."""
        if any(_is_small(sets) for sets in self._sets):
            return None
        classes, class_of = self._viewer.visible_classes(), values_by_uid(self._catalog["access_class"])
        tests = [(values_by_uid(self._catalog[index]), values, index in KEYWORDS) for index, values in self._terms]
        moments, found, moment = uids_by_value(self._catalog[name]), [], None
        for _step in range(WALKED):
            try:
                moment = moments.maxKey() if moment is None else moments.maxKey(moment - 1)
            except ValueError:
                return found
            for uid in reversed(list(moments[moment])):
                if (
                    class_of.get(uid) in classes
                    and (self._work or uid not in self._catalog.secondary)
                    and all(_has(known.get(uid), values, many) for known, values, many in tests)
                ):
                    found.append(uid)
            if len(found) >= limit:
                return found[:limit]
        return None

    def items(self, limit=None):
        """Visible items in order, woken; at most ``limit``."""
        find = self._viewer.site.uids.get
        return [find(uid) for uid in self.sorted_uids(limit)]

    def page(self, number=1, size=PAGE_SIZE):
        """One page; a number past the end gives an empty one."""
        return self.slice((number - 1) * size, size)

    def slice(self, start, size):
        """``size`` items from ``start`` (from 0)."""
        uids = self.uids()
        name, descending = self._sort
        wanted = list(self._catalog[name].sort(uids, reverse=descending, limit=start + size, raise_unsortable=False))
        find = self._viewer.site.uids.get
        items = [find(uid) for uid in wanted[start:]] if size else []
        return ResultPage(items, len(uids), start // size + 1 if size else 1, size)

    def facets(self, name):
        """How many visible items have each value of a field: {value: count}."""
        uids = self.uids()
        forward = uids_by_value(self._catalog[name])
        counts = ((value, len(family64.IF.intersection(found, uids))) for value, found in forward.items())
        return {value: count for value, count in counts if count and value}


def _is_small(sets):
    """Whether sets hold so little together that going through all of it is quick."""
    left = ONE_BY_ONE
    for one in sets:
        left -= sum(1 for _uid in islice(one, left + 1))
        if left < 0:
            return False
    return True


def _has(value, wanted, many):
    """Whether an indexed value, or for a keyword index any of its values, is one of those wanted."""
    if many:
        return value is not None and not wanted.isdisjoint(value)
    return value in wanted
