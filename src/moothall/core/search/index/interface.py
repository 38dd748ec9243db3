"""The port: documents, requests and results of the full-text search, and what an index can do.

Nothing here knows the database or the search engine. A document is what an
item says about itself; a request is always on somebody's behalf: it carries
the access classes that the person may see, and finds nothing outside them.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from zope.interface import Interface

from moothall.core.base.errors import ServiceUnavailable
from moothall.core.base.i18n import _

#: Facets that every document has; others are the names in its ``terms``.
FACETS = ("type_id", "state", "language", "creator", "subjects")

SORTS = ("relevance", "modified", "created", "title")


class IndexUnavailable(ServiceUnavailable):
    """The index cannot be read or written at the moment; it is derived, so nothing is lost."""

    default = _("Search is not available at the moment. Try again in a few minutes.")


class IndexLocked(IndexUnavailable):
    """Another process, or a rebuild, is writing to this index: there can be one writer."""

    default = _("Another process is writing to the search index.")


class _Everything:
    """Stands in a request for "whatever its access class"."""

    def __repr__(self):
        return "EVERYTHING"


_EVERYTHING = _Everything()


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """An item as the index sees it: plain values, plain text."""

    uid: int
    access_class: str
    type_id: str
    state: str = ""
    language: str = ""
    creator: str = ""
    #: The uids of all that contains it, up to the site. Add its own to have a subtree include its root.
    containers: tuple[int, ...] = ()
    title: str = ""
    description: str = ""
    text: str = ""
    subjects: tuple[str, ...] = ()
    #: (name, value), any number of each: further facets and filters.
    terms: tuple[tuple[str, str], ...] = ()
    created: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    modified: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    #: Whether the words of its title may be suggested to anybody.
    public: bool = False

    def __post_init__(self):
        for moment in (self.created, self.modified):
            if moment.tzinfo is None:
                raise ValueError(f"Document {self.uid}: {moment!r} has no time zone.")

    def facet(self, name):
        """Its values, each once, in one of ``FACETS`` or in a name of ``terms``."""
        if name == "subjects":
            values = self.subjects
        elif name in FACETS:
            values = (getattr(self, name),)
        else:
            values = (value for term, value in self.terms if term == name)
        return tuple(dict.fromkeys(value for value in values if value))


@dataclass(frozen=True)
class SearchRequest:
    """What somebody looks for. Empty filters do not restrict; the values within one are alternatives."""

    #: The access classes that the person may see.
    classes: frozenset[str]
    text: str = ""
    types: Collection[str] = ()
    states: Collection[str] = ()
    #: uids that count as in one of ``states``, whatever the index says of them.
    also_in_states: Collection[int] = ()
    languages: Collection[str] = ()
    creators: Collection[str] = ()
    subjects: Collection[str] = ()
    terms: dict[str, Collection[str]] = field(default_factory=dict)
    #: Only what is inside one of these containers.
    within: Collection[int] = ()
    #: Nothing that is inside one of these containers.
    outside: Collection[int] = ()
    exclude: Collection[int] = ()
    #: Whose stemmers are tried on the text, beside those of ``languages``.
    query_languages: Collection[str] = ("en",)
    facets: Collection[str] = ()
    sort: str = "relevance"
    #: ``None`` is the usual direction: newest first, titles from A to Z.
    descending: bool | None = None
    offset: int = 0
    limit: int = 20
    snippets: bool = False
    #: The last word may be unfinished.
    prefix: bool = False

    def __post_init__(self):
        if self.classes is not _EVERYTHING and not isinstance(self.classes, frozenset):
            raise TypeError("A search is on somebody's behalf: `classes` is the frozenset of what they may see.")
        if self.sort not in SORTS:
            raise ValueError(f"Results are sorted by one of {SORTS}, not by {self.sort!r}.")
        if self.offset < 0 or self.limit < 0:
            raise ValueError("A page of results begins at 0 or later.")

    @classmethod
    def for_the_system_without_any_access_filter(cls, **criteria):
        """For checks and maintenance. Nothing found this way is ever shown to anybody."""
        return cls(_EVERYTHING, **criteria)

    @property
    def unfiltered(self):
        return self.classes is _EVERYTHING

    def allows(self, document):
        """Whether the document passes the filters, the text aside."""
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
            and (not self.within or not containers.isdisjoint(self.within))
            and containers.isdisjoint(self.outside)
        )

    @property
    def order(self):
        """(what the results are sorted by, whether descending). Without a text nothing is more relevant."""
        sort = self.sort
        if sort == "relevance" and not self.text.strip():
            sort = "modified"
        return sort, sort != "title" if self.descending is None else self.descending

    @property
    def stemmers(self):
        return (*self.query_languages, *self.languages)


@dataclass(slots=True)
class Hit:
    """One document found."""

    uid: int
    score: float = 0.0
    #: (text, whether it was asked for): plain text, to be escaped.
    snippet: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(slots=True)
class SearchResult:
    """A page of hits, and what is true of everything found: exact and only of what the person may see."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    #: The text in another spelling that would find something, or ``None``.
    suggestion: str | None = None

    @classmethod
    def nothing(cls, request):
        return cls(facets={name: {} for name in request.facets})


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What the check for drift compares."""

    uid: int
    access_class: str
    modified: datetime


class ISearchIndex(Interface):
    """A full-text index. Every method may be called from any thread; each that writes commits once."""

    def put(documents: Iterable[IndexDocument]):
        """Add or replace; idempotent by uid."""

    def forget(uids: Iterable[int]):
        """Remove; unknown uids are ignored."""

    def apply(documents: Iterable[IndexDocument] = (), forget: Iterable[int] = (), watermark: bytes | None = None):
        """Put, forget and set the watermark, all or nothing, in one commit."""

    def find(request: SearchRequest, overlay: Iterable[IndexDocument] = ()) -> SearchResult:
        """Search.

        ``overlay`` holds documents as they are in the caller's snapshot and not yet, or not so, in the index: they
        are found instead of what the index has under their uids. What is pending because it was deleted goes into
        ``request.exclude``.
        """

    def count() -> int:
        """How many documents there are."""

    def uids() -> Iterator[int]:
        """The uid of every document, in no order."""

    def entries() -> Iterator[IndexEntry]:
        """What the check for drift compares, for every document."""

    def watermark() -> bytes | None:
        """The id of the transaction that the index has reached; ``None`` for one that must be filled from scratch."""

    def set_watermark(tid: bytes):
        """Remember which transaction the index has reached."""

    def clear():
        """Empty the index; its watermark goes, too."""

    def rebuild(documents: Iterable[IndexDocument], watermark: bytes | None = None):
        """Build anew from all documents and then change over in one step.

        Searches go on in the old index until then. What is put or forgotten meanwhile is kept, so ``documents`` must
        begin to read its snapshot only when it is iterated, as a generator does. Raises `IndexLocked` where one is
        under way.
        """

    def close():
        """Let go of files and locks; the next call opens them again."""
