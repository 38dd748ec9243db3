"""Build Xapian queries from parsed text, and from a search request as a tree of SQ."""

from collections.abc import Iterator, Sequence
from typing import Any

import xapian

from moothall.core.search.index.encoding import (
    INDEXED,
    NAME,
    PENDING,
    PREFIXES,
    SAME_TITLE,
    SLOTS,
    TITLE_WORD,
    depth_value,
    exact_term,
    moment_value,
    prefix_of,
    unique_term,
)
from moothall.core.search.index.haystack_setup import (
    SQ,
    SearchNode,
    XapianSearchQuery,
)
from moothall.core.search.index.interface import IndexDocument, SearchRequest
from moothall.core.search.index.limits import (
    EXCLUDED_TERMS,
    GROUP,
    PREFIX_WORDS,
    SAME_TITLE_WEIGHT,
    STEM_WEIGHT,
)
from moothall.core.search.index.query_parser import ParsedQuery, Phrase, Word, read

Query = xapian.Query
#: Values below and above each that a slot of times can have.
_BELOW, _ABOVE = b"\x01", b"\xff"


class DocumentQuery(XapianSearchQuery):
    """Builds a Xapian query from a tree of ``SQ``. No text reaches Xapian's parser."""

    def build_query(self) -> xapian.Query:
        """Return the Xapian query of all filters."""
        return self._query_from_search_node(self.query_filter)

    def _query_from_search_node(self, search_node: SearchNode, _is_not: bool = False) -> xapian.Query:
        parts = [
            self._query_from_search_node(child)
            if isinstance(child, SearchNode)
            else self._query_from_term(child[1], *search_node.split_expression(child[0]))
            for child in search_node.children
        ]
        if not parts:
            return Query.MatchAll
        query = (
            parts[0]
            if len(parts) == 1
            else Query(Query.OP_OR if search_node.connector == "OR" else Query.OP_AND, parts)
        )
        return Query(Query.OP_AND_NOT, Query.MatchAll, query) if search_node.negated else query

    def _query_from_term(self, term: Any, field_name: str, filter_type: str, _is_not: bool = False) -> xapian.Query:
        if field_name == "content":
            return query_of(term if isinstance(term, ParsedQuery) else read(str(term), ("en",)))
        if field_name == "title":
            return Query(Query.OP_SCALE_WEIGHT, query_of(term, TITLE_WORD), 0)
        if filter_type == "range":
            return Query(Query.OP_OR, [_span(field_name, *span) for span in term])
        if field_name == "levels":
            return Query(Query.OP_OR, [_level(*level) for level in term])
        values = term if filter_type == "in" else (term,)
        if field_name == "uid":
            terms = [unique_term(uid, unique) for uid in values for unique in (INDEXED, PENDING)]
        elif field_name == "replaced":
            terms = [unique_term(uid, INDEXED) for uid in values]
        elif field_name == "name":
            terms = [exact_term(NAME, value) for value in values]
        elif field_name == "terms":
            terms = [exact_term(prefix_of(name), value) for name, value in values]
        else:
            terms = [exact_term(PREFIXES[field_name], value) for value in values]
        return any_of(terms)


def conditions_of(request: SearchRequest, typed: ParsedQuery, overlay: Sequence[IndexDocument]) -> Iterator[SQ]:
    """Yield the conditions of a request as ``SQ``; all of them must match."""
    if typed:
        yield SQ(content=typed)
    if request.title.strip():
        yield SQ(title=request.title_query)
    filters = (
        ("uid", request.uids),
        ("name", request.names),
        ("type_id", request.types),
        ("language", request.languages),
        ("creator", request.creators),
        ("subjects", request.subjects),
        ("containers", request.within),
    )
    for name, values in filters:
        if values:
            yield SQ(**{f"{name}__in": tuple(values)})
    if request.states:
        states = SQ(state__in=tuple(request.states))
        yield states | SQ(uid__in=tuple(request.also_in_states)) if request.also_in_states else states
    for name, values in request.terms.items():
        if values:
            yield SQ(terms__in=tuple((name, value) for value in values))
    for subject in request.all_subjects:
        yield SQ(subjects=subject)
    for name, spans in request.spans.items():
        yield SQ(**{f"{name}__range": tuple(spans)})
    if request.levels:
        yield SQ(levels__in=tuple(request.levels))
    if request.outside:
        yield ~SQ(containers__in=tuple(request.outside))
    if 0 < len(request.exclude) <= EXCLUDED_TERMS:
        yield ~SQ(uid__in=tuple(request.exclude))
    if overlay:
        yield ~SQ(replaced__in=tuple(document.uid for document in overlay))


def any_of(terms: list[str]) -> xapian.Query:
    """Return a query for documents with any of the terms, which adds nothing to their weight.

    The terms are split into groups, because Xapian needs quadratic time for alternatives that the index does
    not contain, such as thousands of queued items.
    """
    groups = [terms] if len(terms) <= GROUP else [terms[at : at + GROUP] for at in range(0, len(terms), GROUP)]
    found = [Query(Query.OP_SCALE_WEIGHT, Query(Query.OP_OR, group), 0) for group in groups]
    return found[0] if len(found) == 1 else Query(Query.OP_SCALE_WEIGHT, Query(Query.OP_OR, found), 0)


def _span(name: str, first: Any, last: Any) -> xapian.Query:
    """Return a query for documents whose time in a slot is between two times; None is open."""
    low = _BELOW if first is None else moment_value(first)
    return Query(Query.OP_VALUE_RANGE, SLOTS[name], low, _ABOVE if last is None else moment_value(last))


def _level(container: int | None, lowest: int, highest: int) -> xapian.Query:
    """Return a query for documents inside a container, or None for the site, between two depths."""
    depth = Query(Query.OP_VALUE_RANGE, SLOTS["depth"], depth_value(lowest), depth_value(highest))
    if container is None:
        return depth
    return Query(Query.OP_FILTER, any_of([exact_term(PREFIXES["containers"], container)]), depth)


def query_of(typed: ParsedQuery, prefix: str = "") -> xapian.Query:
    """Return the Xapian query of a parsed text; ``prefix`` is that of the terms of a field."""
    groups = [
        clauses[0] if len(clauses) == 1 else Query(Query.OP_OR, clauses)
        for clauses in ([_of(clause, prefix) for clause in group] for group in typed.required)
    ]
    query = Query(Query.OP_AND, groups) if groups else Query.MatchAll
    if typed.optional:
        optional = Query(Query.OP_OR, [_of(clause, prefix) for clause in typed.optional])
        query = Query(Query.OP_AND_MAYBE, query, optional)
    if typed.title and not prefix:
        same = Query(exact_term(SAME_TITLE, typed.title))
        query = Query(Query.OP_AND_MAYBE, query, Query(Query.OP_SCALE_WEIGHT, same, SAME_TITLE_WEIGHT))
    if typed.excluded:
        excluded = Query(Query.OP_OR, [_of(clause, prefix) for clause in typed.excluded])
        query = Query(Query.OP_AND_NOT, query, excluded)
    return query


def _of(clause: Word | Phrase, prefix: str) -> xapian.Query:
    words = [f"{prefix}{word}" for word in clause.words]
    if not isinstance(clause, Word):
        return Query(Query.OP_PHRASE, words) if len(words) > 1 else Query(words[0])
    forms = [Query(words[0])]
    if clause.exact != clause.folded and not prefix:
        forms.append(Query(clause.exact))
    stems = [Query(f"Z{language}:{stem}") for language, stem in sorted(clause.stems)]
    if stems:
        forms.append(Query(Query.OP_SCALE_WEIGHT, Query(Query.OP_OR, stems), STEM_WEIGHT))
    if clause.prefix:
        most_frequent = Query.WILDCARD_LIMIT_MOST_FREQUENT
        forms.append(Query(Query.OP_WILDCARD, words[0], PREFIX_WORDS, most_frequent))
    return Query(Query.OP_OR, forms)
