"""Read and write Xapian databases: one backend per thread and index."""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import xapian

from moothall.core.search.index.analysis import analyse, stored_text, title_key, title_order
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
    identifier,
    moment_value,
    prefix_of,
    read_uid,
    slots_of,
    spread,
    stored_value,
    uid_value,
    unique_term,
)
from moothall.core.search.index.excerpts import Highlighter
from moothall.core.search.index.facet_counts import count_apart, counts_of, spies_of
from moothall.core.search.index.fields import DocumentFields
from moothall.core.search.index.haystack_setup import (
    XapianSearchBackend,
)
from moothall.core.search.index.interface import Hit, IndexDocument, IndexUnavailable
from moothall.core.search.index.limits import (
    FILTERS_KEPT,
    PAGE,
)
from moothall.core.search.index.spelling import spelling_words
from moothall.core.search.index.stemming import base_language

log = logging.getLogger(__name__)


class DocumentBackend(XapianSearchBackend):
    """Haystack's backend for documents; one per thread and index."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.store = options["STORE"]
        self._reader = self._stamp = None
        self._visible = lru_cache(FILTERS_KEPT)(_visible)

    def build_schema(self, fields: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
        """Return haystack's schema with fixed columns.

        Haystack numbers columns in alphabetical order, so that a new field would shift them all.
        """
        self._columns = dict(SLOTS)
        schema = [
            {
                "field_name": name,
                "type": "datetime" if field.field_type == "datetime" else "text",
                "multi_valued": "true" if field.is_multivalued else "false",
                "column": SLOTS.get(name),
            }
            for name, field in fields.items()
        ]
        return "text", schema

    # Writing, under the store's lock

    def update(
        self,
        index: DocumentFields,
        iterable: Iterable[IndexDocument],
        _commit: bool = True,
        databases: Sequence[Any] | None = None,
    ) -> None:
        """Add or replace documents in the current database and in that of a rebuild; the caller commits."""
        if databases is None:
            databases = self.store.writers()
        for document in iterable:
            for database in databases:
                _forget_spelling(database, identifier(document))
                for word in spelling_words(document):
                    database.add_spelling(word)
                database.replace_document(identifier(document), self._document(index, document, INDEXED))

    def remove(self, obj: str, _commit: bool = True) -> None:
        """Remove the document with this unique term; the caller commits."""
        for database in self.store.writers():
            _forget_spelling(database, obj)
            database.delete_document(obj)

    def clear(self, _models: Sequence[Any] = (), _commit: bool = True) -> None:
        """Replace the database by an empty one."""
        self.store.begin()
        self.store.adopt()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything written inside the block once, or nothing; raise IndexUnavailable on failure."""
        with self.store.lock:
            try:
                writers = self.store.writers()
                for writer in writers:
                    writer.begin_transaction()
                try:
                    yield
                except xapian.Error:
                    raise
                except BaseException:
                    for writer in writers:
                        writer.cancel_transaction()
                    raise
                for writer in writers:
                    writer.commit_transaction()
            except (xapian.Error, OSError) as error:
                # The state of the writer is unknown. A new one begins at the last commit.
                log.error("Writing the search index failed: %s", error)
                self.store.release()
                raise IndexUnavailable() from error

    def overlay(self, index: DocumentFields, documents: Iterable[IndexDocument]) -> xapian.WritableDatabase:
        """Return a database in memory with documents that are not indexed yet."""
        database = xapian.WritableDatabase("", xapian.DB_BACKEND_INMEMORY)
        for document in documents:
            database.add_document(self._document(index, document, PENDING))
        return database

    def _document(self, index: DocumentFields, document: IndexDocument, unique: str) -> xapian.Document:
        made = xapian.Document()
        data = index.prepare(document)
        made.add_boolean_term(unique_term(document.uid, unique))
        made.add_value(SLOTS["uid"], uid_value(document.uid))
        made.add_value(SLOTS["access_class"], document.access_class)
        made.add_value(SLOTS["title"], title_order(document).encode("utf-8", "replace"))
        for name in ("created", "modified"):
            made.add_value(SLOTS[name], moment_value(data[name]))
        if document.effective is not None:
            made.add_value(SLOTS["effective"], moment_value(document.effective))
        self._add_path(made, document)
        for name, prefix in PREFIXES.items():
            values = data[name] if isinstance(data[name], tuple) else (data[name],)
            for value in values:
                if value != "":
                    made.add_boolean_term(exact_term(prefix, value))
        for name in {name for name, _ in document.terms}:
            for value in document.facet(name):
                made.add_boolean_term(exact_term(prefix_of(name), value))
        for name in {*index.counted, *(name for name, _ in document.terms)}:
            for slot, value in spread(document.facet(name), slots_of(name)):
                made.add_value(slot, value)
        self._add_words(made, document)
        stored = {
            "language": stored_value(document.language),
            "text": stored_text(document),
            "spelling": sorted(spelling_words(document)),
        }
        made.set_data(json.dumps(stored, ensure_ascii=False, separators=(",", ":")))
        return made

    @staticmethod
    def _add_path(made: xapian.Document, document: IndexDocument) -> None:
        made.add_value(SLOTS["path"], stored_value(document.path))
        made.add_value(SLOTS["depth"], depth_value(document.depth))
        if document.name:
            made.add_value(SLOTS["name"], stored_value(document.name))
            made.add_boolean_term(exact_term(NAME, document.name))

    @staticmethod
    def _add_words(made: xapian.Document, document: IndexDocument) -> None:
        title = title_key(document)
        if title:
            made.add_term(exact_term(SAME_TITLE, title))
        analysis = analyse(document)
        for word, place, weight in analysis.places:
            made.add_posting(word, place, weight)
        for word, place, _weight in analysis.places[: analysis.in_title]:
            made.add_posting(f"{TITLE_WORD}{word}", place)
        for word, weight in analysis.accented.items():
            made.add_term(word, weight)
        language = base_language(document.language)
        for stem, weight in analysis.stems.items():
            made.add_term(f"Z{language}:{stem}", weight)

    # Reading

    def _database(self, writable: bool = False) -> Any:
        """Return the reader of this thread, at the last commit."""
        if writable:
            return self.store.writer()
        stamp = self.store.stamp()
        if self._reader is None or stamp != self._stamp:
            self._reader = self.store.open_reader() or xapian.Database()
            self._stamp = stamp
        else:
            self._reader.reopen()
        return self._reader

    def release_reader(self) -> None:
        """Drop the reader of this thread; the next search opens another one."""
        self._reader = self._stamp = None

    def document_count(self) -> int:
        """Return the number of documents in the index."""
        return self._database().get_doccount()

    def search(
        self,
        query: Any,
        sort_by: Sequence[tuple[str, bool]] = (("modified", True),),
        start_offset: int = 0,
        end_offset: int | None = None,
        facets: Sequence[str] = (),
        highlight: Highlighter | None = None,
        classes: frozenset[str] | None = frozenset(),
        hidden: frozenset[int] = frozenset(),
        overlay: xapian.WritableDatabase | None = None,
        **_ignored: Any,
    ) -> dict[str, Any]:
        """Search in one pass that finds and counts, and a second one for facets that few documents have.

        ``classes`` are the access classes to search in; None means all, and the default finds nothing.
        ``hidden`` are the uids of documents to leave out, if there are too many for the query.
        ``highlight`` creates the excerpts.
        """
        database = self._database()
        if overlay is not None:
            reader, database = database, xapian.Database()
            database.add_database(reader)
            database.add_database(overlay)
        documents = database.get_doccount()
        if not documents:
            return {"results": [], "hits": 0, "facets": {"fields": {name: {} for name in facets}}}
        enquire = xapian.Enquire(database)
        enquire.set_query(query)
        # The enquiry does not keep the object that makes its keys.
        _keys = self._sort(enquire, sort_by)
        common, rare, spies = spies_of(database, facets, documents)
        for spy in common:
            enquire.add_matchspy(spy)
        size = PAGE if end_offset is None else min(max(end_offset - start_offset, 0), PAGE)
        visible: Any = None if classes is None else self._visible(classes)
        if hidden:
            visible = _Unhidden(classes, hidden)
        # Counts and facets are exact only if all matches are checked.
        matches = enquire.get_mset(min(start_offset, documents), size, documents, None, visible)
        if rare and matches.get_matches_estimated():
            count_apart(database, query, rare, visible)
        return {
            "results": [_hit(match, highlight) for match in matches],
            "hits": matches.get_matches_estimated(),
            "facets": {"fields": {name: counts_of(several) for name, several in spies.items()}},
        }

    @staticmethod
    def _sort(enquire: xapian.Enquire, sorts: Sequence[tuple[str, bool]]) -> Any:
        """Set the order; return an object that must live as long as the enquiry is used."""
        (sort, descending), *further = sorts
        if sort == "relevance":
            enquire.set_docid_order(xapian.Enquire.DESCENDING)
            return None
        enquire.set_weighting_scheme(xapian.BoolWeight())
        if not further:
            enquire.set_sort_by_value(SLOTS[sort], descending)
            return None
        keys = xapian.MultiValueKeyMaker()
        for name, falling in sorts:
            keys.add_value(SLOTS[name], falling)
        enquire.set_sort_by_key(keys, False)
        return keys

    def correct(self, word: str) -> str:
        """Return the most similar word in the titles of public documents, or an empty string."""
        return self._database().get_spelling_suggestion(word).decode("utf-8", "replace")


class _Unhidden(xapian.MatchDecider):
    """A filter for documents of some access classes that are not hidden; it is called for each match."""

    def __init__(self, classes: frozenset[str] | None, hidden: frozenset[int]) -> None:
        super().__init__()
        self._classes = None if classes is None else {access_class.encode() for access_class in classes}
        self._hidden = {uid_value(uid) for uid in hidden}

    def __call__(self, document: Any) -> bool:
        """Return True for a document that can be shown."""
        if document.get_value(SLOTS["uid"]) in self._hidden:
            return False
        return self._classes is None or document.get_value(SLOTS["access_class"]) in self._classes


def _visible(classes: frozenset[str]) -> xapian.ValueSetMatchDecider:
    """Return a filter for documents of these access classes; it reads the value slot inside Xapian."""
    decider = xapian.ValueSetMatchDecider(SLOTS["access_class"], True)
    for access_class in classes:
        decider.add_value(access_class)
    return decider


def _hit(match: Any, highlight: Highlighter | None) -> Hit:
    document = match.document
    hit = Hit(read_uid(document.get_value(SLOTS["uid"])), match.weight)
    if highlight is not None:
        data = json.loads(document.get_data())
        hit.snippet = highlight.excerpt(data["text"], data["language"])
    return hit


def _forget_spelling(database: xapian.WritableDatabase, unique: str) -> None:
    """Remove the words of the document with this term from the dictionary."""
    for posting in database.postlist(unique):
        for word in json.loads(database.get_document(posting.docid).get_data())["spelling"]:
            database.remove_spelling(word)
