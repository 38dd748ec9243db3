"""Facet counts: how many of the documents found have each value."""

import itertools
from collections import Counter

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


def spies_of(database, facets, documents):
    """What counts each slot: (for slots that many documents fill, {slot: for one that few do}, all by facet).

    A slot that nobody fills is asked for nothing, and one that few do not at each document that is found:
    it costs most where it is empty.
    """
    common, rare, by_facet = [], {}, {name: [] for name in facets}
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


def count_apart(database, query, spies, visible):
    """Let the spies see what the query finds among the documents that fill one of their slots."""
    filled = Query(Query.OP_OR, [Query(Query.OP_VALUE_GE, slot, FIRST_VALUE) for slot in spies])
    enquire = xapian.Enquire(database)
    enquire.set_query(Query(Query.OP_FILTER, query, filled))
    enquire.set_weighting_scheme(xapian.BoolWeight())
    for spy in spies.values():
        enquire.add_matchspy(spy)
    enquire.get_mset(0, 0, database.get_doccount(), None, visible)


def counts_of(spies):
    # The last slot may hold several values: Xapian counts the combinations, and we what they are made of.
    counted = Counter()
    for item in itertools.chain.from_iterable(spy.values() for spy in spies):
        frequency = item.termfreq
        for value in item.term.decode("utf-8").split(SEPARATOR):
            counted[value] += frequency
    return dict(counted)
