"""The part of a text around the words found, as fragments that any caller can escape."""

import re
from typing import cast

from moothall.core.search.index.limits import EXCERPT_CHARS
from moothall.core.search.index.query_parser import ParsedQuery, Word
from moothall.core.search.index.stemming import base_language, stem
from moothall.core.search.index.tokens import WORD, fold, plain, spellings, starts_of, word_of

ELLIPSIS = "…"


class Highlighter:
    """Finds the words of a query in texts; the result of each word is cached."""

    def __init__(self, typed: ParsedQuery) -> None:
        self._folded: set[str] = set()
        self._stems: dict[str, set[str]] = {}
        beginnings = []
        # Common words are not marked, because they are everywhere.
        for clause in (clause for group in typed.required for clause in group):
            self._folded.update(clause.words)
            if isinstance(clause, Word):
                if clause.prefix:
                    beginnings.append(clause.folded)
                for language, stemmed in clause.stems:
                    self._stems.setdefault(language, set()).add(stemmed)
        self._beginnings = tuple(beginnings)
        self._enough = len(typed.required)
        self._known: dict[str, dict[str, str]] = {}
        forms = self._folded.union(*self._stems.values())
        self._starts = starts_of(filter(None, forms)) if forms else None

    def excerpt(self, text: str, language: str) -> list[tuple[str, bool]]:
        """Return [(text, whether it matches)], about ``EXCERPT_CHARS`` characters; the beginning if nothing matches."""
        hits = self._hits(text, base_language(language))
        start, end = _window(text, hits)
        fragments, at = [], start
        for begin, finish, _word in hits:
            if begin < at or finish > end:
                continue
            if begin > at:
                fragments.append((text[at:begin], False))
            fragments.append((text[begin:finish], True))
            at = finish
        if at < end:
            fragments.append((text[at:end], False))
        if start > 0:
            fragments.insert(0, (ELLIPSIS, False))
        if end < len(text):
            fragments.append((ELLIPSIS, False))
        return _joined(fragments)

    def _hits(self, text: str, language: str) -> list[tuple[int, int, str]]:
        if self._starts is None:
            return []
        known = self._known.setdefault(language, {})
        hits: list[tuple[int, int, str]] = []
        seen: set[str] = set()
        stop = None
        # Only words with the first letters of a wanted word are checked.
        for start in self._starts.finditer(plain(text)):
            match = cast(re.Match[str], WORD.match(text, start.start()))
            raw = match.group()
            asked = known.get(raw)
            if asked is None:
                asked = known[raw] = self._asked(word_of(match), language)
            if asked:
                if stop is not None and match.start() > stop:
                    break
                hits.append((match.start(), match.end(), asked))
                seen.add(asked)
                if stop is None and len(seen) >= self._enough:
                    # Every wanted word was found, so later text hardly adds anything.
                    stop = match.end() + EXCERPT_CHARS
        return hits

    def _asked(self, word: str, language: str) -> str:
        """Return the wanted form that the word matches, or an empty string."""
        folded = fold(word)
        for form in spellings(word):
            if form in self._folded:
                return form
        if self._beginnings and folded.startswith(self._beginnings):
            return folded
        stems = self._stems.get(language)
        if stems:
            stemmed = stem(word, language)
            if stemmed is not None and stemmed in stems:
                return stemmed
        return ""


def _window(text: str, hits: list[tuple[int, int, str]]) -> tuple[int, int]:
    """Return the start and end of the excerpt, around as many different matches as possible."""
    if len(text) <= EXCERPT_CHARS:
        return 0, len(text)
    best, start = 0, 0
    for number, (begin, _end, _word) in enumerate(hits):
        inside = {word for _, end, word in hits[number : number + 20] if end <= begin + EXCERPT_CHARS * 3 // 4}
        if len(inside) > best:
            best, start = len(inside), begin
    start = _word_boundary(text, max(0, start - EXCERPT_CHARS // 4))
    if start + EXCERPT_CHARS >= len(text):
        return start, len(text)
    end = text.rfind(" ", start + EXCERPT_CHARS // 2, start + EXCERPT_CHARS + 1)
    return start, end if end > 0 else start + EXCERPT_CHARS


def _word_boundary(text: str, start: int) -> int:
    if start == 0:
        return 0
    space = text.find(" ", start, start + EXCERPT_CHARS // 8)
    return space + 1 if space >= 0 else start


def _joined(fragments: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    joined: list[tuple[str, bool]] = []
    for text, asked in fragments:
        if joined and joined[-1][1] == asked:
            joined[-1] = (joined[-1][0] + text, asked)
        else:
            joined.append((text, asked))
    return joined
