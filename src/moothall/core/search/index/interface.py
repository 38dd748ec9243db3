"""The interface of the full-text search: documents, requests, results, and the methods of an index.

Nothing here depends on the database or the search engine. A document contains what an
item gives to the index; a request always has the access of one person: it contains
the access classes that the person can see, and finds nothing outside them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from zope.interface import Interface

from moothall.core.base.errors import ServiceUnavailable
from moothall.core.base.i18n import _
from moothall.core.search.index.query_parser import ParsedQuery, read

#: Facets that every document has; others are the names in its ``terms``.
FACETS = ("type_id", "state", "language", "creator", "subjects")

SORTS = ("relevance", "modified", "created", "effective", "title", "path", "name", "type_id")
#: Sorts whose usual direction is ascending; the others, of times and relevance, begin with the highest value.
ASCENDING = frozenset({"title", "path", "name", "type_id"})

#: A span of time: both ends belong to it, None is open.
Span = tuple[datetime | None, datetime | None]


class IndexUnavailable(ServiceUnavailable):
    """The index cannot be read or written now; it is derived data, so nothing is lost."""

    default = _("Search is not available at the moment. Try again in a few minutes.")


class IndexLocked(IndexUnavailable):
    """Another process, or a rebuild, is writing to this index: there can be one writer."""

    default = _("Another process is writing to the search index.")


class _Everything:
    """Marks a request without access filter."""

    def __repr__(self) -> str:
        return "EVERYTHING"


_EVERYTHING: Any = _Everything()


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """An item in the index: plain values, plain text, aware times."""

    uid: int
    access_class: str
    type_id: str
    state: str = ""
    language: str = ""
    creator: str = ""
    #: The uids of its containers, up to the site. Add its own uid to include the root in its subtree.
    containers: tuple[int, ...] = ()
    title: str = ""
    description: str = ""
    text: str = ""
    subjects: tuple[str, ...] = ()
    #: (name, value) of further facets and filters; a name can occur several times.
    terms: tuple[tuple[str, str], ...] = ()
    created: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    modified: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    #: When readers could first see it, or None.
    effective: datetime | None = None
    #: The last segment of its path.
    name: str = ""
    #: Its path from the site, such as ``/workspaces/women``.
    path: str = "/"
    #: Whether the words of its title can be suggested to everyone.
    public: bool = False

    def __post_init__(self) -> None:
        for moment in (self.created, self.modified, self.effective):
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"Document {self.uid}: {moment!r} has no time zone.")

    @property
    def depth(self) -> int:
        """Return the number of segments of its path; the site has none."""
        return depth_of(self.path)

    def facet(self, name: str) -> tuple[str, ...]:
        """Return the distinct values in one of ``FACETS``, or under a name in ``terms``."""
        if name == "subjects":
            values: Iterable[str] = self.subjects
        elif name in FACETS:
            values = (getattr(self, name),)
        else:
            values = (value for term, value in self.terms if term == name)
        return tuple(dict.fromkeys(value for value in values if value))


@dataclass(frozen=True)
class SearchRequest:
    """The criteria of a search. Empty filters do not restrict; the values within one are alternatives."""

    #: The access classes that the person can see.
    classes: frozenset[str]
    text: str = ""
    types: Collection[str] = ()
    states: Collection[str] = ()
    #: uids that always match the filter ``states``.
    also_in_states: Collection[int] = ()
    languages: Collection[str] = ()
    creators: Collection[str] = ()
    subjects: Collection[str] = ()
    terms: dict[str, Collection[str]] = field(default_factory=dict)
    #: Only items with one of these uids, and with one of these names.
    uids: Collection[int] = ()
    names: Collection[str] = ()
    #: Words of the title, in the syntax of ``text``.
    title: str = ""
    #: Only items with all these tags.
    all_subjects: Collection[str] = ()
    #: Only items whose ``created``, ``modified`` or ``effective`` is within one of the spans.
    spans: dict[str, Collection[Span]] = field(default_factory=dict)
    #: Only items inside one of these containers, by uid.
    within: Collection[int] = ()
    #: Only items inside a container (a uid, or None for the site) and between two depths, for one of these.
    levels: Collection[tuple[int | None, int, int]] = ()
    #: No items inside one of these containers, by uid.
    outside: Collection[int] = ()
    exclude: Collection[int] = ()
    #: Languages whose stemmers are applied to the text, in addition to ``languages``.
    query_languages: Collection[str] = ("en",)
    facets: Collection[str] = ()
    sort: str = "relevance"
    #: None means the usual direction: newest first, titles from A to Z.
    descending: bool | None = None
    #: Further sorts of items that are equal by ``sort``, as (sort, whether descending).
    further_sorts: Sequence[tuple[str, bool]] = ()
    offset: int = 0
    limit: int = 20
    snippets: bool = False
    #: Whether the last word can be incomplete.
    prefix: bool = False

    def __post_init__(self) -> None:
        if self.classes is not _EVERYTHING and not isinstance(self.classes, frozenset):
            raise TypeError(
                "A search needs access classes: `classes` must be the frozenset of those that the person can see."
            )
        for sort in (self.sort, *(sort for sort, _descending in self.further_sorts)):
            if sort not in SORTS:
                raise ValueError(f"Results are sorted by one of {SORTS}, not by {sort!r}.")
        if self.offset < 0 or self.limit < 0:
            raise ValueError("A page of results begins at 0 or later.")

    @classmethod
    def for_the_system_without_any_access_filter(cls, **criteria: Any) -> Self:
        """Create a request for checks and maintenance. Its results must never be shown to anyone."""
        return cls(_EVERYTHING, **criteria)

    @property
    def unfiltered(self) -> bool:
        """Return True for a request without access filter."""
        return self.classes is _EVERYTHING

    def allows(self, document: IndexDocument) -> bool:
        """Return True if the document passes all filters; the text is not checked."""
        containers = set(document.containers)
        return (
            (self.unfiltered or document.access_class in self.classes)
            and document.uid not in self.exclude
            and (not self.types or document.type_id in self.types)
            and (not self.states or document.state in self.states or document.uid in self.also_in_states)
            and (not self.languages or document.language in self.languages)
            and (not self.creators or document.creator in self.creators)
            and (not self.subjects or not set(self.subjects).isdisjoint(document.subjects))
            and all(
                not values or not set(values).isdisjoint(document.facet(name)) for name, values in self.terms.items()
            )
            and (not self.uids or document.uid in self.uids)
            and (not self.names or document.name in self.names)
            and set(self.all_subjects) <= set(document.subjects)
            and all(_is_within(getattr(document, name), spans) for name, spans in self.spans.items())
            and (not self.within or not containers.isdisjoint(self.within))
            and (
                not self.levels
                or any(
                    low <= document.depth <= high and (uid is None or uid in containers)
                    for uid, low, high in self.levels
                )
            )
            and containers.isdisjoint(self.outside)
        )

    @property
    def order(self) -> tuple[tuple[str, bool], ...]:
        """Return pairs of (sort, whether descending). Without a text, relevance means the time of modification."""
        sort = self.sort
        if sort == "relevance" and not self.text.strip():
            sort = "modified"
        return (sort, sort not in ASCENDING if self.descending is None else self.descending), *self.further_sorts

    @property
    def title_query(self) -> ParsedQuery:
        """Return the parsed words of the title; they match exactly, but for case and accents."""
        return read(self.title, ())

    @property
    def finds_nothing(self) -> bool:
        """Return True if nothing can match: no class is visible, or a text has no words."""
        return (
            not (self.unfiltered or self.classes)
            or bool(self.text.strip() and not read(self.text, self.stemmers, self.prefix))
            or bool(self.title.strip() and not self.title_query)
        )

    @property
    def stemmers(self) -> tuple[str, ...]:
        """Return the languages whose stemmers are applied to the text."""
        return (*self.query_languages, *self.languages)


def depth_of(path: str) -> int:
    """Return the number of segments of a path."""
    return sum(1 for segment in path.split("/") if segment)


def _is_within(moment: datetime | None, spans: Collection[Span]) -> bool:
    """Return True if a time is within one of the spans; no time is within none."""
    return moment is not None and any(
        (first is None or first <= moment) and (last is None or moment <= last) for first, last in spans
    )


@dataclass(slots=True)
class Hit:
    """One document found, with its score."""

    uid: int
    score: float = 0.0
    #: (text, whether it matches): plain text, to be escaped.
    snippet: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(slots=True)
class SearchResult:
    """A page of hits, and exact totals of all documents found that the person can see."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    #: The text in another spelling that finds something, or None.
    suggestion: str | None = None

    @classmethod
    def nothing(cls, request: SearchRequest) -> Self:
        """Return an empty result."""
        return cls(facets={name: {} for name in request.facets})


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """The data that the check for drift compares."""

    uid: int
    access_class: str
    modified: datetime


class ISearchIndex(Interface):
    """A full-text index. Every method can be called from any thread; each that writes commits once."""

    def put(documents: Iterable[IndexDocument]) -> None:
        """Add or replace documents; idempotent by uid."""

    def forget(uids: Iterable[int]) -> None:
        """Remove documents; unknown uids are ignored."""

    def apply(
        documents: Iterable[IndexDocument] = (), forget: Iterable[int] = (), watermark: bytes | None = None
    ) -> None:
        """Put and forget documents and set the watermark, atomically in one commit."""

    def find(request: SearchRequest, overlay: Iterable[IndexDocument] = ()) -> SearchResult:
        """Search.

        ``overlay`` contains documents as they are in the caller's snapshot and not yet in the index: they
        replace the documents of the index with their uids. Uids of items that were deleted but not yet
        removed from the index belong in ``request.exclude``.
        """

    def count() -> int:
        """Return the number of documents."""

    def uids() -> Iterator[int]:
        """Return the uids of all documents, unordered."""

    def entries() -> Iterator[IndexEntry]:
        """Return the data that the check for drift compares, for every document."""

    def watermark() -> bytes | None:
        """Return the id of the transaction that the index has reached; None if the index must be filled."""

    def set_watermark(tid: bytes) -> None:
        """Store the id of the transaction that the index has reached."""

    def clear() -> None:
        """Empty the index and remove its watermark."""

    def compact() -> None:
        """Remove what is left of deleted documents; raise IndexUnavailable if another process writes."""

    def rebuild(documents: Iterable[IndexDocument], watermark: bytes | None = None) -> None:
        """Build a new index from all documents, then replace the current one in one step.

        Searches use the old index until then. Documents put or forgotten in the meantime are kept, so
        ``documents`` must begin to read its snapshot only when it is iterated, as a generator does. Raise
        IndexLocked during another rebuild.
        """

    def close() -> None:
        """Close files and release locks; the next call opens them again."""
