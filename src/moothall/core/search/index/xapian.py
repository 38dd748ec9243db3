"""The port on Xapian, through xapian-haystack and without a Django application.

Of haystack we keep the public face: the fields of a ``SearchIndex``, the
``SQ`` tree, engine, backend and query classes. What xapian-haystack does
behind it is replaced: one commit per batch instead of opening and closing the
database for each, queries built from what `typed` has read instead of a
parser that fails on what people type, exact counts and facets from one pass,
excerpts that can be escaped, JSON instead of pickles.

Nothing of Xapian is shared between threads: haystack keeps a backend per
thread, with its own reader; the writers are only touched under a lock.
"""

import itertools
import json
import logging
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache

import xapian
from django.conf import settings
from zope.interface import implementer

from moothall.core.search.index.analysis import analyse, stored_text, title_key
from moothall.core.search.index.encoding import (
    FIRST_VALUE,
    INDEXED,
    PENDING,
    PREFIXES,
    SEPARATOR,
    SLOTS,
    exact_term,
    identifier,
    moment_value,
    prefix_of,
    read_moment,
    read_uid,
    slots_of,
    spread,
    stored_value,
    uid_of_term,
    uid_value,
    unique_term,
)
from moothall.core.search.index.excerpts import Highlighter
from moothall.core.search.index.generations import Generations
from moothall.core.search.index.interface import FACETS, Hit, IndexEntry, IndexUnavailable, ISearchIndex, SearchResult
from moothall.core.search.index.limits import (
    BATCH,
    DESCRIPTION_WEIGHT,
    FILTERS_KEPT,
    GROUP,
    PAGE,
    PREFIX_WORDS,
    RARE,
    READ_ATTEMPTS,
    STEM_WEIGHT,
    SUBJECT_WEIGHT,
    SUGGEST_BELOW,
    TITLE_WEIGHT,
)
from moothall.core.search.index.query_parser import ParsedQuery, Word, read
from moothall.core.search.index.spelling import spelling_words, suggested_text
from moothall.core.search.index.stemming import base_language

# haystack reads Django's settings while it is imported. Each index adds its own connection later.
if not settings.configured:
    settings.configure(
        INSTALLED_APPS=[],
        DATABASES={},
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        HAYSTACK_IDENTIFIER_METHOD="moothall.core.search.index.encoding.identifier",
        HAYSTACK_XAPIAN_USE_LOCKFILE=False,
    )

from haystack import connections, indexes
from haystack.backends import SQ, SearchNode
from haystack.utils.loading import UnifiedIndex
from xapian_backend import XapianEngine, XapianSearchBackend, XapianSearchQuery

log = logging.getLogger(__name__)

Query = xapian.Query

_WATERMARK = "watermark"


class DocumentFields(indexes.SearchIndex, indexes.Indexable):
    """What haystack knows of a document: `IndexDocument`, field by field."""

    text = indexes.CharField(document=True, model_attr="text")
    title = indexes.CharField(model_attr="title", boost=TITLE_WEIGHT)
    description = indexes.CharField(model_attr="description", boost=DESCRIPTION_WEIGHT)
    access_class = indexes.CharField(model_attr="access_class")
    type_id = indexes.CharField(model_attr="type_id")
    state = indexes.CharField(model_attr="state")
    language = indexes.CharField(model_attr="language")
    creator = indexes.CharField(model_attr="creator")
    containers = indexes.MultiValueField(model_attr="containers")
    subjects = indexes.MultiValueField(model_attr="subjects", boost=SUBJECT_WEIGHT)
    created = indexes.DateTimeField(model_attr="created")
    modified = indexes.DateTimeField(model_attr="modified")

    #: Fields whose values are counted.
    counted = FACETS

    def get_model(self):
        return DocumentFields

    def prepare(self, document):
        # Haystack's own asks for Django's model metadata.
        return {name: getattr(document, field.model_attr) for name, field in self.fields.items()}


class DocumentUnifiedIndex(UnifiedIndex):
    """There is one kind of document, and no installed applications to look through."""

    def collect_indexes(self):
        return [DocumentFields()]


class DocumentBackend(XapianSearchBackend):
    """Writes and searches; one per thread and index."""

    def __init__(self, connection_alias, **options):
        super().__init__(connection_alias, **options)
        self.store = options["STORE"]
        self._reader = self._stamp = None
        self._visible = lru_cache(FILTERS_KEPT)(_visible)

    def build_schema(self, fields):
        """Fixed columns: haystack numbers them by the alphabet, so that a new field would shift them all."""
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

    def update(self, index, iterable, commit=True, databases=None):
        """Add or replace documents in the current database and in the one a rebuild makes; the caller commits."""
        if databases is None:
            databases = self.store.writers()
        for document in iterable:
            for database in databases:
                _forget_spelling(database, identifier(document))
                for word in spelling_words(document):
                    database.add_spelling(word)
                database.replace_document(identifier(document), self._document(index, document, INDEXED))

    def remove(self, obj, commit=True):
        """Remove the document with this unique term; the caller commits."""
        for database in self.store.writers():
            _forget_spelling(database, obj)
            database.delete_document(obj)

    def clear(self, models=(), commit=True):
        """Begin an empty database."""
        self.store.begin()
        self.store.adopt()

    @contextmanager
    def transaction(self):
        """Everything written inside is committed once, or not at all."""
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
                # What state the writer is in is anybody's guess. A new one begins at the last commit.
                log.error("Writing the search index failed: %s", error)
                self.store.let_go()
                raise IndexUnavailable() from error

    def overlay(self, index, documents):
        """A database in memory for documents that are not in the index yet."""
        database = xapian.WritableDatabase("", xapian.DB_BACKEND_INMEMORY)
        for document in documents:
            database.add_document(self._document(index, document, PENDING))
        return database

    def _document(self, index, document, unique):
        made = xapian.Document()
        data = index.prepare(document)
        made.add_boolean_term(unique_term(document.uid, unique))
        made.add_value(SLOTS["uid"], uid_value(document.uid))
        made.add_value(SLOTS["access_class"], document.access_class)
        made.add_value(SLOTS["title"], title_key(document))
        for name in ("created", "modified"):
            made.add_value(SLOTS[name], moment_value(data[name]))
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
    def _add_words(made, document):
        analysis = analyse(document)
        for word, place, weight in analysis.places:
            made.add_posting(word, place, weight)
        for word, weight in analysis.accented.items():
            made.add_term(word, weight)
        language = base_language(document.language)
        for stem, weight in analysis.stems.items():
            made.add_term(f"Z{language}:{stem}", weight)

    # Reading

    def _database(self, writable=False):
        """The reader of this thread, at the last commit."""
        if writable:
            return self.store.writer()
        stamp = self.store.stamp()
        if self._reader is None or stamp != self._stamp:
            self._reader = self.store.open_reader() or xapian.Database()
            self._stamp = stamp
        else:
            self._reader.reopen()
        return self._reader

    def let_go_of_reader(self):
        self._reader = self._stamp = None

    def document_count(self):
        return self._database().get_doccount()

    def search(
        self,
        query,
        sort_by=("modified", True),
        start_offset=0,
        end_offset=None,
        facets=(),
        highlight=None,
        classes=frozenset(),
        overlay=None,
        **ignored,
    ):
        """Haystack's search: a pass that finds, counts and facets, and one more for facets that few documents have.

        ``classes`` are the access classes to search in, ``None`` being all; who forgets to say finds nothing.
        ``highlight`` is what makes excerpts.
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
        self._sort(enquire, *sort_by)
        common, rare, spies = _spies(database, facets, documents)
        for spy in common:
            enquire.add_matchspy(spy)
        size = PAGE if end_offset is None else min(max(end_offset - start_offset, 0), PAGE)
        visible = None if classes is None else self._visible(classes)
        # Checking all is what makes counts and facets exact.
        matches = enquire.get_mset(min(start_offset, documents), size, documents, None, visible)
        if rare and matches.get_matches_estimated():
            _count_apart(database, query, rare, visible)
        return {
            "results": [_hit(match, highlight) for match in matches],
            "hits": matches.get_matches_estimated(),
            "facets": {"fields": {name: _counted(several) for name, several in spies.items()}},
        }

    @staticmethod
    def _sort(enquire, sort, descending):
        if sort == "relevance":
            enquire.set_docid_order(xapian.Enquire.DESCENDING)
            return
        enquire.set_weighting_scheme(xapian.BoolWeight())
        enquire.set_sort_by_value(SLOTS[sort], descending)

    def correct(self, word):
        """The nearest word in the titles of public documents."""
        return self._database().get_spelling_suggestion(word).decode("utf-8", "replace")


class DocumentQuery(XapianSearchQuery):
    """Builds Xapian's query from a tree of ``SQ``. No text reaches Xapian's parser."""

    def build_query(self):
        return self._query_from_search_node(self.query_filter)

    def _query_from_search_node(self, search_node, is_not=False):
        parts = [
            self._query_from_search_node(child)
            if isinstance(child, SearchNode)
            else self._query_from_term(child[1], *search_node.split_expression(child[0]), False)
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

    def _query_from_term(self, term, field_name, filter_type, is_not):
        if field_name == "content":
            return _wish(term if isinstance(term, ParsedQuery) else read(str(term), ("en",)))
        values = term if filter_type == "in" else (term,)
        if field_name == "uid":
            terms = [unique_term(uid, unique) for uid in values for unique in (INDEXED, PENDING)]
        elif field_name == "replaced":
            terms = [unique_term(uid, INDEXED) for uid in values]
        elif field_name == "terms":
            terms = [exact_term(prefix_of(name), value) for name, value in values]
        else:
            terms = [exact_term(PREFIXES[field_name], value) for value in values]
        return _any_of(terms)


class DocumentEngine(XapianEngine):
    """What haystack makes for each thread and connection."""

    backend = DocumentBackend
    query = DocumentQuery
    unified_index = DocumentUnifiedIndex


@implementer(ISearchIndex)
class XapianIndex:
    """The index in a folder.

    Not ``durable``, it does not wait for the disk at each commit: after a power cut, though not after kill -9,
    it may have to be built anew. That is for tests.
    """

    _numbers = itertools.count(1)

    def __init__(self, folder, durable=True):
        self._store = Generations(folder, durable)
        self._alias = f"moothall-{next(self._numbers)}"
        self._touched = set()
        connections.connections_info[self._alias] = {
            "ENGINE": f"{__name__}.DocumentEngine",
            "PATH": str(folder),
            "STORE": self._store,
        }

    def put(self, documents):
        self.apply(documents)

    def forget(self, uids):
        self.apply(forget=uids)

    def set_watermark(self, tid):
        self.apply(watermark=tid)

    def apply(self, documents=(), forget=(), watermark=None):
        documents, forget = list(documents), list(forget)
        with self._backend.transaction():
            self._backend.update(self._fields, documents)
            for uid in forget:
                self._backend.remove(unique_term(uid, INDEXED))
            if watermark is not None:
                self._store.writer().set_metadata(_WATERMARK, watermark.hex())
            if self._store.beside is not None:
                self._touched.update(forget, (document.uid for document in documents))

    def find(self, request, overlay=()):
        overlay = tuple(overlay)
        typed = read(request.text, request.stemmers, request.prefix)
        if not (request.unfiltered or request.classes) or (request.text.strip() and not typed):
            return SearchResult.nothing(request)
        return self._attempt(lambda: self._find(request, typed, overlay))

    def _find(self, request, typed, overlay):
        # What the filters refuse need not be indexed, only hidden in the index.
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

    def _search(self, request, typed, overlay, pending):
        query = connections[self._alias].get_query()
        for condition in _conditions(request, typed, overlay):
            query.add_filter(condition)
        found = self._backend.search(
            query.build_query(),
            sort_by=request.order,
            start_offset=request.offset,
            end_offset=request.offset + request.limit,
            facets=tuple(request.facets),
            highlight=Highlighter(typed) if request.snippets else None,
            classes=None if request.unfiltered else request.classes,
            overlay=pending,
        )
        return SearchResult(found["results"], found["hits"], found["facets"]["fields"])

    def count(self):
        return self._attempt(self._backend.document_count)

    def uids(self):
        def read_all():
            return [uid_of_term(item.term) for item in self._backend._database().allterms(INDEXED)]  # noqa: SLF001 - the backend hides it

        return iter(self._attempt(read_all))

    def entries(self):
        def read_all():
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

    def watermark(self):
        value = self._attempt(lambda: self._backend._database().get_metadata(_WATERMARK))  # noqa: SLF001 - the backend hides it
        return bytes.fromhex(value.decode("ascii")) or None

    def clear(self):
        with self._store.lock:
            self._backend.clear()

    def rebuild(self, documents, watermark=None):
        store = self._store
        with store.lock:
            store.begin()
            self._touched = set()
        try:
            for batch in _batches(documents, BATCH):
                with store.lock:
                    self._add_beside(batch)
            with store.lock:
                self._beside().set_metadata(_WATERMARK, max(watermark or b"", self.watermark() or b"").hex())
                self._beside().commit()
                store.adopt()
        except xapian.Error as error:
            log.error("Building the search index anew failed: %s", error)
            raise IndexUnavailable() from error
        finally:
            with store.lock:
                store.abandon()

    def _add_beside(self, batch):
        # What was put or forgotten since the rebuild began is newer than its snapshot.
        database = self._beside()
        fresh = [document for document in batch if document.uid not in self._touched]
        # Without a commit for each batch: Xapian writes out every 10,000 documents, which is several times faster.
        self._backend.update(self._fields, fresh, databases=[database])

    def _beside(self):
        database = self._store.beside
        if database is None:
            raise IndexUnavailable()
        return database

    def close(self):
        self._backend.let_go_of_reader()
        with self._store.lock:
            self._store.let_go()

    @property
    def _backend(self):
        return connections[self._alias].get_backend()

    @property
    def _fields(self):
        return connections[self._alias].get_unified_index().get_index(DocumentFields)

    def _attempt(self, reading):
        """Read; again where the index was written to, or replaced, meanwhile."""
        for _ in range(READ_ATTEMPTS):
            try:
                return reading()
            except (xapian.DatabaseModifiedError, xapian.DatabaseOpeningError, xapian.DatabaseClosedError) as error:
                self._backend.let_go_of_reader()
                failed = error
            except xapian.Error as error:
                self._backend.let_go_of_reader()
                log.error("Reading the search index failed: %s", error)
                raise IndexUnavailable() from error
        log.error("Reading the search index failed %d times: %s", READ_ATTEMPTS, failed)
        raise IndexUnavailable() from failed


def _conditions(request, typed, overlay):
    """The request as ``SQ``; each is one more thing that must be so."""
    if typed:
        yield SQ(content=typed)
    filters = (
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
    if request.outside:
        yield ~SQ(containers__in=tuple(request.outside))
    if request.exclude:
        yield ~SQ(uid__in=tuple(request.exclude))
    if overlay:
        yield ~SQ(replaced__in=tuple(document.uid for document in overlay))


def _any_of(terms):
    """Documents with any of the terms; it adds nothing to their weight.

    In groups: Xapian needs quadratic time for alternatives that the index does not know, as thousands of
    items that wait in the queue are.
    """
    groups = [terms] if len(terms) <= GROUP else [terms[at : at + GROUP] for at in range(0, len(terms), GROUP)]
    found = [Query(Query.OP_SCALE_WEIGHT, Query(Query.OP_OR, group), 0) for group in groups]
    return found[0] if len(found) == 1 else Query(Query.OP_SCALE_WEIGHT, Query(Query.OP_OR, found), 0)


def _wish(typed):
    """What was typed, as a query."""
    groups = [
        wishes[0] if len(wishes) == 1 else Query(Query.OP_OR, wishes)
        for wishes in ([_of(wish) for wish in group] for group in typed.required)
    ]
    query = Query(Query.OP_AND, groups) if groups else Query.MatchAll
    if typed.optional:
        query = Query(Query.OP_AND_MAYBE, query, Query(Query.OP_OR, [_of(wish) for wish in typed.optional]))
    if typed.excluded:
        query = Query(Query.OP_AND_NOT, query, Query(Query.OP_OR, [_of(wish) for wish in typed.excluded]))
    return query


def _of(wish):
    if not isinstance(wish, Word):
        return Query(Query.OP_PHRASE, list(wish.words)) if len(wish.words) > 1 else Query(wish.words[0])
    forms = [Query(wish.folded)]
    if wish.exact != wish.folded:
        forms.append(Query(wish.exact))
    stems = [Query(f"Z{language}:{stem}") for language, stem in sorted(wish.stems)]
    if stems:
        forms.append(Query(Query.OP_SCALE_WEIGHT, Query(Query.OP_OR, stems), STEM_WEIGHT))
    if wish.prefix:
        most_frequent = Query.WILDCARD_LIMIT_MOST_FREQUENT
        forms.append(Query(Query.OP_WILDCARD, wish.folded, PREFIX_WORDS, most_frequent))
    return Query(Query.OP_OR, forms)


def _visible(classes):
    """Lets through what is in one of the classes; works on the value slot, inside Xapian."""
    decider = xapian.ValueSetMatchDecider(SLOTS["access_class"], True)
    for access_class in classes:
        decider.add_value(access_class)
    return decider


def _hit(match, highlight):
    document = match.document
    hit = Hit(read_uid(document.get_value(SLOTS["uid"])), match.weight)
    if highlight is not None:
        data = json.loads(document.get_data())
        hit.snippet = highlight.excerpt(data["text"], data["language"])
    return hit


def _spies(database, facets, documents):
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


def _count_apart(database, query, spies, visible):
    """Let the spies see what the query finds among the documents that fill one of their slots."""
    filled = Query(Query.OP_OR, [Query(Query.OP_VALUE_GE, slot, FIRST_VALUE) for slot in spies])
    enquire = xapian.Enquire(database)
    enquire.set_query(Query(Query.OP_FILTER, query, filled))
    enquire.set_weighting_scheme(xapian.BoolWeight())
    for spy in spies.values():
        enquire.add_matchspy(spy)
    enquire.get_mset(0, 0, database.get_doccount(), None, visible)


def _counted(spies):
    # The last slot may hold several values: Xapian counts the combinations, and we what they are made of.
    counted = Counter()
    for item in itertools.chain.from_iterable(spy.values() for spy in spies):
        frequency = item.termfreq
        for value in item.term.decode("utf-8").split(SEPARATOR):
            counted[value] += frequency
    return dict(counted)


def _forget_spelling(database, unique):
    """Take the words of what the index holds under this term out of the dictionary."""
    for posting in database.postlist(unique):
        for word in json.loads(database.get_document(posting.docid).get_data())["spelling"]:
            database.remove_spelling(word)


def _batches(documents, size):
    documents = iter(documents)
    while batch := list(itertools.islice(documents, size)):
        yield batch
