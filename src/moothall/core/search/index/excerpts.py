"""The part of a text that shows why it was found, as fragments that anybody can escape."""

from moothall.core.search.index.limits import EXCERPT_CHARS
from moothall.core.search.index.query_parser import Word
from moothall.core.search.index.stemming import base_language, stem
from moothall.core.search.index.tokens import WORD, fold, plain, starts_of, word_of

ELLIPSIS = "…"


class Highlighter:
    """Knows which words of a text were asked for; remembers each word it has looked at once."""

    def __init__(self, typed):
        self._folded, self._beginnings, self._stems = set(), [], {}
        # Common words are not marked: they are everywhere.
        for wish in (wish for group in typed.required for wish in group):
            self._folded.update(wish.words)
            if isinstance(wish, Word):
                if wish.prefix:
                    self._beginnings.append(wish.folded)
                for language, stemmed in wish.stems:
                    self._stems.setdefault(language, set()).add(stemmed)
        self._beginnings = tuple(self._beginnings)
        self._enough = len(typed.required)
        self._known = {}
        forms = self._folded.union(*self._stems.values())
        self._starts = starts_of(filter(None, forms)) if forms else None

    def excerpt(self, text, language):
        """[(text, whether it was asked for)], about ``EXCERPT_CHARS`` long; the beginning where nothing matches."""
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

    def _hits(self, text, language):
        if self._starts is None:
            return []
        known = self._known.setdefault(language, {})
        hits, stop, seen = [], None, set()
        # A word is looked at where its first letters are those of something asked for.
        for start in self._starts.finditer(plain(text)):
            match = WORD.match(text, start.start())
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
                    # Every wish has been met: what comes later could hardly show more.
                    stop = match.end() + EXCERPT_CHARS
        return hits

    def _asked(self, word, language):
        """What stands for the wish that the word meets, or an empty string."""
        folded = fold(word)
        if folded in self._folded:
            return folded
        if self._beginnings and folded.startswith(self._beginnings):
            return folded
        stems = self._stems.get(language)
        if stems:
            stemmed = stem(word, language)
            if stemmed in stems:
                return stemmed
        return ""


def _window(text, hits):
    """Where the excerpt begins and ends: around as many different wishes as fit."""
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


def _word_boundary(text, start):
    if start == 0:
        return 0
    space = text.find(" ", start, start + EXCERPT_CHARS // 8)
    return space + 1 if space >= 0 else start


def _joined(fragments):
    joined = []
    for text, asked in fragments:
        if joined and joined[-1][1] == asked:
            joined[-1] = (joined[-1][0] + text, asked)
        else:
            joined.append((text, asked))
    return joined
