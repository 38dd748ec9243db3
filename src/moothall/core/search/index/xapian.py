"""The search index on Xapian, through xapian-haystack.

Used from haystack are the public parts: the fields of a ``SearchIndex``, the ``SQ`` tree, engine, backend
and query classes.  What xapian-haystack does behind them is replaced in :mod:`.backend` and :mod:`.queries`:
one commit per batch instead of opening and closing the database for each, queries built from parsed text
instead of a parser that fails for some input, exact counts and facets from one pass, excerpts that can be
escaped, JSON instead of pickles.

No object of Xapian is shared between threads: haystack keeps a backend per thread, with its own reader; the
writers are only used under a lock.
"""

import itertools
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from os import PathLike
from typing import Any, TypeVar

import xapian
from zope.interface import implementer

from moothall.core.search.index.backend import DocumentBackend
from moothall.core.search.index.encoding import (
    INDEXED,
    SLOTS,
    read_moment,
    read_uid,
    uid_of_term,
    unique_term,
)
from moothall.core.search.index.excerpts import Highlighter
from moothall.core.search.index.fields import DocumentFields, DocumentUnifiedIndex
from moothall.core.search.index.generations import Generations
from moothall.core.search.index.haystack_setup import (
    XapianEngine,
    connections,
)
from moothall.core.search.index.interface import (
    IndexDocument,
    IndexEntry,
    IndexUnavailable,
    ISearchIndex,
    SearchRequest,
    SearchResult,
)
from moothall.core.search.index.limits import (
    BATCH,
    EXCLUDED_TERMS,
    READ_ATTEMPTS,
    REBUILT_BATCHES,
    SUGGEST_BELOW,
)
from moothall.core.search.index.queries import DocumentQuery, conditions_of
from moothall.core.search.index.query_parser import ParsedQuery, read
from moothall.core.search.index.spelling import suggested_text

log = logging.getLogger(__name__)

T = TypeVar("T")
_WATERMARK = "watermark"


class DocumentEngine(XapianEngine):
    """The classes that haystack instantiates for each thread and connection."""

    backend = DocumentBackend
    query = DocumentQuery
    unified_index = DocumentUnifiedIndex


@implementer(ISearchIndex)
class XapianIndex:
    """The index in a folder.

    If it is not ``durable``, commits do not wait for the disk: after a power cut, though not after kill -9,
    it may have to be rebuilt. That is for tests.
    """

    _numbers = itertools.count(1)

    def __init__(self, folder: str | PathLike[str], durable: bool = True) -> None:
        self._store = Generations(folder, durable)
        self._alias = f"moothall-{next(self._numbers)}"
        self._touched: set[int] = set()
        connections.connections_info[self._alias] = {
            "ENGINE": f"{__name__}.DocumentEngine",
            "PATH": str(folder),
            "STORE": self._store,
        }

    def put(self, documents: Iterable[IndexDocument]) -> None:
        """Add or replace documents."""
        self.apply(documents)

    def forget(self, uids: Iterable[int]) -> None:
        """Remove documents."""
        self.apply(forget=uids)

    def set_watermark(self, tid: bytes) -> None:
        """Store the id of the transaction that the index has reached."""
        self.apply(watermark=tid)

    def apply(
        self, documents: Iterable[IndexDocument] = (), forget: Iterable[int] = (), watermark: bytes | None = None
    ) -> None:
        """Put and forget documents and set the watermark in one commit; raise IndexUnavailable on failure."""
        documents, forget = list(documents), list(forget)
        with self._backend.transaction():
            self._backend.update(self._fields, documents)
            for uid in forget:
                self._backend.remove(unique_term(uid, INDEXED))
            if watermark is not None:
                self._store.writer().set_metadata(_WATERMARK, watermark.hex())
            if self._store.beside is not None:
                self._touched.update(forget, (document.uid for document in documents))

    def find(self, request: SearchRequest, overlay: Iterable[IndexDocument] = ()) -> SearchResult:
        """Search."""
        overlay = tuple(overlay)
        typed = read(request.text, request.stemmers, request.prefix)
        if request.finds_nothing:
            return SearchResult.nothing(request)
        return self._attempt(lambda: self._find(request, typed, overlay))

    def _find(self, request: SearchRequest, typed: ParsedQuery, overlay: Sequence[IndexDocument]) -> SearchResult:
        # Documents that do not pass the filters must only be excluded from the index.
        shown = [document for document in overlay if request.allows(document)]
        pending = self._backend.overlay(self._fields, shown) if shown else None
        result = self._search(request, typed, overlay, pending)
        if typed and result.total < SUGGEST_BELOW:
            text = suggested_text(typed, self._backend.correct)
            if text is not None:
                again = replace(request, text=text, offset=0, limit=0, facets=(), snippets=False)
                if self._search(again, read(text, again.stemmers), overlay, pending).total:
                    result.suggestion = text
        return result

    def _search(
        self, request: SearchRequest, typed: ParsedQuery, overlay: Sequence[IndexDocument], pending: Any
    ) -> SearchResult:
        query = connections[self._alias].get_query()
        for condition in conditions_of(request, typed, overlay):
            query.add_filter(condition)
        found = self._backend.search(
            query.build_query(),
            sort_by=request.order,
            start_offset=request.offset,
            end_offset=request.offset + request.limit,
            facets=tuple(request.facets),
            highlight=Highlighter(typed) if request.snippets else None,
            classes=None if request.unfiltered else request.classes,
            hidden=frozenset(request.exclude) if len(request.exclude) > EXCLUDED_TERMS else frozenset(),
            overlay=pending,
        )
        return SearchResult(found["results"], found["hits"], found["facets"]["fields"])

    def count(self) -> int:
        """Return the number of documents."""
        return self._attempt(self._backend.document_count)

    def uids(self) -> Iterator[int]:
        """Return the uids of all documents."""

        def read_all() -> list[int]:
            return [uid_of_term(item.term) for item in self._backend._database().allterms(INDEXED)]  # noqa: SLF001 - the backend hides it

        return iter(self._attempt(read_all))

    def entries(self) -> Iterator[IndexEntry]:
        """Return the data that the check for drift compares."""

        def read_all() -> list[IndexEntry]:
            database = self._backend._database()  # noqa: SLF001 - the backend hides it
            classes, modified = (
                {item.docid: item.value for item in database.valuestream(SLOTS[name])}
                for name in ("access_class", "modified")
            )
            return [
                IndexEntry(
                    read_uid(item.value),
                    classes.get(item.docid, b"").decode("utf-8"),
                    read_moment(modified[item.docid]),
                )
                for item in database.valuestream(SLOTS["uid"])
            ]

        return iter(self._attempt(read_all))

    def watermark(self) -> bytes | None:
        """Return the id of the transaction that the index has reached."""
        value = self._attempt(lambda: self._backend._database().get_metadata(_WATERMARK))  # noqa: SLF001 - the backend hides it
        return bytes.fromhex(value.decode("ascii")) or None

    def clear(self) -> None:
        """Empty the index."""
        with self._store.lock:
            self._backend.clear()

    def compact(self) -> None:
        """Remove unused blocks, which can contain deleted text; raise IndexUnavailable if another process writes."""
        with self._store.lock:
            self._store.compact()

    def rebuild(self, documents: Iterable[IndexDocument], watermark: bytes | None = None) -> None:
        """Build a new index from all documents, then replace the current one."""
        store = self._store
        with store.lock:
            store.begin()
            self._touched = set()
        try:
            for number, batch in enumerate(_batches(documents, BATCH), 1):
                with store.lock:
                    self._add_beside(batch)
                    if number % REBUILT_BATCHES == 0:
                        self._beside().commit()
            with store.lock:
                self._beside().set_metadata(_WATERMARK, max(watermark or b"", self.watermark() or b"").hex())
                self._beside().commit()
                store.adopt()
        except xapian.Error as error:
            log.error("Rebuilding the search index failed: %s", error)
            raise IndexUnavailable() from error
        finally:
            with store.lock:
                store.abandon()

    def _add_beside(self, batch: list[IndexDocument]) -> None:
        # Documents put or forgotten since the rebuild began are newer than its snapshot.
        database = self._beside()
        fresh = [document for document in batch if document.uid not in self._touched]
        # There is no commit for each batch: one for several is several times faster.
        self._backend.update(self._fields, fresh, databases=[database])

    def _beside(self) -> Any:
        database = self._store.beside
        if database is None:
            raise IndexUnavailable()
        return database

    def close(self) -> None:
        """Close files and release the lock; the next call opens them again."""
        self._backend.release_reader()
        with self._store.lock:
            self._store.release()

    @property
    def _backend(self) -> DocumentBackend:
        return connections[self._alias].get_backend()

    @property
    def _fields(self) -> DocumentFields:
        return connections[self._alias].get_unified_index().get_index(DocumentFields)

    def _attempt(self, reading: Callable[[], T]) -> T:
        """Call ``reading``, again if the index was written or replaced in the meantime."""
        for _ in range(READ_ATTEMPTS):
            try:
                return reading()
            except (xapian.DatabaseModifiedError, xapian.DatabaseOpeningError, xapian.DatabaseClosedError) as error:
                self._backend.release_reader()
                failed = error
            except xapian.Error as error:
                self._backend.release_reader()
                log.error("Reading the search index failed: %s", error)
                raise IndexUnavailable() from error
        log.error("Reading the search index failed %d times: %s", READ_ATTEMPTS, failed)
        raise IndexUnavailable() from failed


def _batches(documents: Iterable[IndexDocument], size: int) -> Iterator[list[IndexDocument]]:
    documents = iter(documents)
    while batch := list(itertools.islice(documents, size)):
        yield batch
