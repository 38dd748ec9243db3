"""The index in a dictionary: for tests, and as the simplest definition of what a search means."""

import difflib
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from zope.interface import implementer

from moothall.core.search.index.analysis import analyse, stored_text, title_key, title_order
from moothall.core.search.index.excerpts import Highlighter
from moothall.core.search.index.interface import (
    Hit,
    IndexDocument,
    IndexEntry,
    IndexLocked,
    ISearchIndex,
    SearchRequest,
    SearchResult,
)
from moothall.core.search.index.limits import PAGE, SAME_TITLE_WEIGHT, STEM_WEIGHT, SUGGEST_BELOW
from moothall.core.search.index.query_parser import ParsedQuery, Phrase, Word, read
from moothall.core.search.index.spelling import spelling_words, suggested_text
from moothall.core.search.index.stemming import base_language

_NEVER = datetime.min.replace(tzinfo=UTC)


@implementer(ISearchIndex)
class MemoryIndex:
    """Checks every document at each search."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._entries: dict[int, _Entry] = {}
        self._watermark: bytes | None = None
        self._beside: dict[int, _Entry | None] | None = None

    def put(self, documents: Iterable[IndexDocument]) -> None:
        """Add or replace documents."""
        self.apply(documents)

    def forget(self, uids: Iterable[int]) -> None:
        """Remove documents."""
        self.apply(forget=uids)

    def apply(
        self, documents: Iterable[IndexDocument] = (), forget: Iterable[int] = (), watermark: bytes | None = None
    ) -> None:
        """Put and forget documents and set the watermark."""
        entries = [_Entry.of(document) for document in documents]
        forget = list(forget)
        with self._lock:
            self._entries.update((entry.document.uid, entry) for entry in entries)
            for uid in forget:
                self._entries.pop(uid, None)
            if self._beside is not None:
                self._beside.update((entry.document.uid, entry) for entry in entries)
                # In a rebuild, a tombstone prevents that an older snapshot restores the document.
                self._beside.update(dict.fromkeys(forget))
            if watermark is not None:
                self._watermark = watermark

    def find(self, request: SearchRequest, overlay: Iterable[IndexDocument] = ()) -> SearchResult:
        """Search."""
        with self._lock:
            entries = dict(self._entries)
        entries.update((document.uid, _Entry.of(document)) for document in overlay)
        return _Search(request, entries.values()).result()

    def count(self) -> int:
        """Return the number of documents."""
        return len(self._entries)

    def uids(self) -> Iterator[int]:
        """Return the uids of all documents."""
        return iter(list(self._entries))

    def entries(self) -> Iterator[IndexEntry]:
        """Yield the data that the check for drift compares."""
        for entry in list(self._entries.values()):
            yield IndexEntry(entry.document.uid, entry.document.access_class, entry.document.modified)

    def watermark(self) -> bytes | None:
        """Return the id of the transaction that the index has reached."""
        return self._watermark

    def set_watermark(self, tid: bytes) -> None:
        """Store the id of the transaction that the index has reached."""
        self._watermark = tid

    def clear(self) -> None:
        """Empty the index."""
        with self._lock:
            self._entries, self._watermark = {}, None

    def compact(self) -> None:
        """Do nothing: nothing is left of deleted documents."""

    def rebuild(self, documents: Iterable[IndexDocument], watermark: bytes | None = None) -> None:
        """Build a new index from all documents, then replace the current one."""
        with self._lock:
            if self._beside is not None:
                raise IndexLocked()
            self._beside = {}
        try:
            for document in documents:
                with self._lock:
                    if document.uid not in self._beside:
                        self._beside[document.uid] = _Entry.of(document)
            with self._lock:
                self._entries = {uid: entry for uid, entry in self._beside.items() if entry is not None}
                self._watermark = max(filter(None, (watermark, self._watermark)), default=None)
        finally:
            self._beside = None

    def close(self) -> None:
        """Do nothing: there are no files."""


@dataclass(slots=True)
class _Entry:
    """A document and its words."""

    document: IndexDocument
    places: dict[str, set[int]] = field(default_factory=dict)
    weights: Counter[str] = field(default_factory=Counter)
    accented: Counter[str] = field(default_factory=Counter)
    stems: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, document: IndexDocument) -> Self:
        analysis = analyse(document)
        entry = cls(document, accented=analysis.accented, stems=analysis.stems)
        for word, place, weight in analysis.places:
            entry.places.setdefault(word, set()).add(place)
            entry.weights[word] += weight
        return entry

    def title_alone(self) -> Self:
        """Return an entry with the words of the title only."""
        return self.of(replace(self.document, description="", text="", subjects=()))

    def weight(self, clause: Word | Phrase) -> float:
        """Return how well the document matches the word or phrase; 0 if it does not."""
        if not isinstance(clause, Word):
            return self._phrase(clause.words)
        weight: float = self.weights[clause.folded] + self.accented[clause.exact]
        language = base_language(self.document.language)
        weight += STEM_WEIGHT * sum(self.stems[stem] for of, stem in clause.stems if of == language)
        if clause.prefix:
            weight += sum(n for word, n in self.weights.items() if word.startswith(clause.folded))
        return weight

    def _phrase(self, phrase: tuple[str, ...]) -> int:
        starts = self.places.get(phrase[0], ())
        return sum(
            all(start + step in self.places.get(word, ()) for step, word in enumerate(phrase)) for start in starts
        )


def _matches(entry: _Entry, typed: ParsedQuery) -> bool:
    return all(any(entry.weight(clause) for clause in group) for group in typed.required) and not any(
        entry.weight(clause) for clause in typed.excluded
    )


class _Search:
    def __init__(self, request: SearchRequest, entries: Iterable[_Entry]) -> None:
        self._request = request
        self._entries = entries
        self._typed = read(request.text, request.stemmers, request.prefix)
        self._title = request.title_query

    def result(self) -> SearchResult:
        request = self._request
        if request.finds_nothing:
            return SearchResult.nothing(request)
        allowed = [entry for entry in self._entries if request.allows(entry.document)]
        found = [(self._score(entry), entry) for entry in allowed if self._meets(entry)]
        self._sort(found)
        result = SearchResult.nothing(request)
        result.total = len(found)
        for name in request.facets:
            counted = Counter(value for _, entry in found for value in entry.document.facet(name))
            result.facets[name] = dict(counted)
        result.hits = self._hits(found[request.offset : request.offset + min(request.limit, PAGE)])
        if self._typed and result.total < SUGGEST_BELOW:
            result.suggestion = self._suggestion()
        return result

    def _meets(self, entry: _Entry) -> bool:
        if self._title and not _matches(entry.title_alone(), self._title):
            return False
        return _matches(entry, self._typed)

    def _score(self, entry: _Entry) -> float:
        same = bool(self._typed.title) and title_key(entry.document) == self._typed.title
        return float(sum(entry.weight(clause) for clause in self._typed.wanted) + SAME_TITLE_WEIGHT * same)

    def _sort(self, found: list[tuple[float, _Entry]]) -> None:
        found.sort(key=lambda pair: pair[1].document.uid)
        found.sort(key=lambda pair: pair[1].document.modified, reverse=True)
        keys: dict[str, Any] = {
            "relevance": lambda pair: pair[0],
            "modified": lambda pair: pair[1].document.modified,
            "created": lambda pair: pair[1].document.created,
            "effective": lambda pair: pair[1].document.effective or _NEVER,
            "title": lambda pair: title_order(pair[1].document),
            "path": lambda pair: pair[1].document.path,
            "name": lambda pair: pair[1].document.name,
            "type_id": lambda pair: pair[1].document.type_id,
        }
        for sort, descending in reversed(self._request.order):
            found.sort(key=keys[sort], reverse=descending)

    def _hits(self, page: list[tuple[float, _Entry]]) -> list[Hit]:
        highlighter = Highlighter(self._typed) if self._request.snippets else None
        return [
            Hit(
                entry.document.uid,
                score,
                highlighter.excerpt(stored_text(entry.document), entry.document.language) if highlighter else [],
            )
            for score, entry in page
        ]

    def _suggestion(self) -> str | None:
        known = {word for entry in self._entries for word in spelling_words(entry.document)}
        text = suggested_text(self._typed, lambda word: next(iter(difflib.get_close_matches(word, known, 1, 0.75)), ""))
        if text is None:
            return None
        # Only a text that finds something for this person is useful and reveals nothing.
        again = replace(self._request, text=text, offset=0, limit=1, facets=(), snippets=False)
        search = _Search(again, self._entries)
        return text if any(again.allows(entry.document) and search._meets(entry) for entry in self._entries) else None
