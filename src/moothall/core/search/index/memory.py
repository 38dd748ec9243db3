"""The port in a dictionary: for tests, and as the plainest statement of what a search means."""

import difflib
import threading
from collections import Counter
from dataclasses import dataclass, field, replace

from zope.interface import implementer

from moothall.core.search.index.analysis import analyse, stored_text, title_key
from moothall.core.search.index.excerpts import Highlighter
from moothall.core.search.index.interface import Hit, IndexEntry, IndexLocked, ISearchIndex, SearchResult
from moothall.core.search.index.limits import PAGE, STEM_WEIGHT, SUGGEST_BELOW
from moothall.core.search.index.query_parser import Word, read
from moothall.core.search.index.spelling import spelling_words, suggested_text
from moothall.core.search.index.stemming import base_language


@implementer(ISearchIndex)
class MemoryIndex:
    """Looks at every document at each search."""

    def __init__(self):
        self._lock = threading.RLock()
        self._entries = {}
        self._watermark = None
        self._beside = None

    def put(self, documents):
        self.apply(documents)

    def forget(self, uids):
        self.apply(forget=uids)

    def apply(self, documents=(), forget=(), watermark=None):
        entries = [_Entry.of(document) for document in documents]
        forget = list(forget)
        with self._lock:
            for target in (self._entries, self._beside):
                if target is not None:
                    target.update((entry.document.uid, entry) for entry in entries)
                    for uid in forget:
                        # In a rebuild, a tombstone keeps an older snapshot from bringing it back.
                        if target is self._beside:
                            target[uid] = None
                        else:
                            target.pop(uid, None)
            if watermark is not None:
                self._watermark = watermark

    def find(self, request, overlay=()):
        with self._lock:
            entries = dict(self._entries)
        entries.update((document.uid, _Entry.of(document)) for document in overlay)
        return _Search(request, entries.values()).result()

    def count(self):
        return len(self._entries)

    def uids(self):
        return iter(list(self._entries))

    def entries(self):
        for entry in list(self._entries.values()):
            yield IndexEntry(entry.document.uid, entry.document.access_class, entry.document.modified)

    def watermark(self):
        return self._watermark

    def set_watermark(self, tid):
        self._watermark = tid

    def clear(self):
        with self._lock:
            self._entries, self._watermark = {}, None

    def rebuild(self, documents, watermark=None):
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

    def close(self):
        pass


@dataclass(slots=True)
class _Entry:
    """A document and its words."""

    document: object
    places: dict = field(default_factory=dict)
    weights: Counter = field(default_factory=Counter)
    accented: Counter = field(default_factory=Counter)
    stems: Counter = field(default_factory=Counter)

    @classmethod
    def of(cls, document):
        analysis = analyse(document)
        entry = cls(document, accented=analysis.accented, stems=analysis.stems)
        for word, place, weight in analysis.places:
            entry.places.setdefault(word, set()).add(place)
            entry.weights[word] += weight
        return entry

    def weight(self, wish):
        """How well the wish is met; nothing where it is not."""
        if not isinstance(wish, Word):
            return self._phrase(wish.words)
        weight = self.weights[wish.folded] + self.accented[wish.exact]
        language = base_language(self.document.language)
        weight += STEM_WEIGHT * sum(self.stems[stem] for of, stem in wish.stems if of == language)
        if wish.prefix:
            weight += sum(n for word, n in self.weights.items() if word.startswith(wish.folded))
        return weight

    def _phrase(self, phrase):
        starts = self.places.get(phrase[0], ())
        return sum(
            all(start + step in self.places.get(word, ()) for step, word in enumerate(phrase)) for start in starts
        )


class _Search:
    def __init__(self, request, entries):
        self._request = request
        self._entries = entries
        self._typed = read(request.text, request.stemmers, request.prefix)

    def result(self):
        request = self._request
        if request.text.strip() and not self._typed:
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

    def _meets(self, entry):
        return all(any(entry.weight(wish) for wish in group) for group in self._typed.required) and not any(
            entry.weight(wish) for wish in self._typed.excluded
        )

    def _score(self, entry):
        return float(sum(entry.weight(wish) for wish in self._typed.wanted))

    def _sort(self, found):
        sort, descending = self._request.order
        found.sort(key=lambda pair: pair[1].document.uid)
        found.sort(key=lambda pair: pair[1].document.modified, reverse=True)
        keys = {
            "relevance": lambda pair: pair[0],
            "modified": lambda pair: pair[1].document.modified,
            "created": lambda pair: pair[1].document.created,
            "title": lambda pair: title_key(pair[1].document),
        }
        found.sort(key=keys[sort], reverse=descending)

    def _hits(self, page):
        highlighter = Highlighter(self._typed) if self._request.snippets else None
        return [
            Hit(
                entry.document.uid,
                score,
                highlighter.excerpt(stored_text(entry.document), entry.document.language) if highlighter else [],
            )
            for score, entry in page
        ]

    def _suggestion(self):
        known = {word for entry in self._entries for word in spelling_words(entry.document)}
        text = suggested_text(self._typed, lambda word: next(iter(difflib.get_close_matches(word, known, 1, 0.75)), ""))
        if text is None:
            return None
        # Only what finds something for this very person is worth suggesting, and safe to.
        again = replace(self._request, text=text, offset=0, limit=1, facets=(), snippets=False)
        search = _Search(again, self._entries)
        return text if any(again.allows(entry.document) and search._meets(entry) for entry in self._entries) else None
