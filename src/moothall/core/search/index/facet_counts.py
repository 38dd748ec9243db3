"""Facet counts: the number of documents found for each value."""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import xapian

from moothall.core.search.index.encoding import (
    FIRST_VALUE,
    SEPARATOR,
    slots_of,
)
from moothall.core.search.index.limits import (
    RARE,
)
from moothall.core.search.index.queries import Query


def spies_of(
    database: Any, facets: Iterable[str], documents: int
) -> tuple[list[Any], dict[int, Any], dict[str, list[Any]]]:
    """Return the match spies (of common slots, {slot: of rare slots}, {facet: all of them}).

    A spy is slowest where its slot is empty.  So empty slots get none, and slots that fewer than one
    in ``RARE`` documents fill are counted in a separate pass.
    """
    common: list[Any] = []
    rare: dict[int, Any] = {}
    by_facet: dict[str, list[Any]] = {name: [] for name in facets}
    for name in by_facet:
        for slot in slots_of(name):
            filled = database.get_value_freq(slot)
            if not filled:
                continue
            spy = xapian.ValueCountMatchSpy(slot)
            by_facet[name].append(spy)
            if filled * RARE < documents:
                rare[slot] = spy
            else:
                common.append(spy)
    return common, rare, by_facet


def count_apart(database: Any, query: Any, spies: dict[int, Any], visible: Any) -> None:
    """Count rare facets among the results that fill one of their slots."""
    filled = Query(Query.OP_OR, [Query(Query.OP_VALUE_GE, slot, FIRST_VALUE) for slot in spies])
    enquire = xapian.Enquire(database)
    enquire.set_query(Query(Query.OP_FILTER, query, filled))
    enquire.set_weighting_scheme(xapian.BoolWeight())
    for spy in spies.values():
        enquire.add_matchspy(spy)
    enquire.get_mset(0, 0, database.get_doccount(), None, visible)


def counts_of(spies: Sequence[Any]) -> dict[str, int]:
    """Return {value: number of documents} from the spies of one facet."""
    # The last slot can contain several values, and Xapian counts their combinations.
    counted: Counter[str] = Counter()
    for item in itertools.chain.from_iterable(spy.values() for spy in spies):
        frequency = item.termfreq
        for value in item.term.decode("utf-8").split(SEPARATOR):
            counted[value] += frequency
    return dict(counted)
