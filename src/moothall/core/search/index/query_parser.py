"""What a person typed, read as a wish for documents.

Nobody needs to know a syntax: all words are wanted. ``"quoted words"`` are
wanted next to each other, ``-word`` is unwanted, ``word*`` is the beginning of
a word, ``OR`` between two words makes either do. Everything else people type
is text; no input is an error.
"""

import re
from dataclasses import dataclass

from moothall.core.search.index.limits import PREFIX_CHARS, TYPED_CHARS, TYPED_WORDS
from moothall.core.search.index.stemming import STEMMED, base_language, stem
from moothall.core.search.index.stopwords import is_common
from moothall.core.search.index.tokens import IDEOGRAPHS, WORD, clean, fold, word_of, words

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″〝〞", '"'))
_PIECE = re.compile(r'(?P<sign>(?<!\S)[-−](?=[\w"]))?(?:"(?P<phrase>[^"]*)"|(?P<chunk>[^\s"]+))')
_APOSTROPHES = frozenset("'’ʼ`´")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, wanted in any of its forms."""

    exact: str
    folded: str
    #: (language, stem): matches documents in that language only.
    stems: frozenset
    #: Whether any word that begins so will do.
    prefix: bool = False

    @property
    def words(self):
        return (self.folded,)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order next to each other; accents do not matter, endings do."""

    words: tuple


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """All of ``required`` (one of each tuple), none of ``excluded``; ``optional`` is good to have."""

    required: tuple = ()
    optional: tuple = ()
    excluded: tuple = ()

    def __bool__(self):
        return bool(self.required or self.excluded)

    @property
    def wanted(self):
        """Every word or phrase that counts in favour of a document."""
        return tuple(wish for group in self.required for wish in group) + self.optional


def read(text, languages, prefix=False):
    """The wish behind a text. ``prefix``: the last word may be unfinished, as it is while somebody types."""
    languages = tuple(dict.fromkeys(base_language(code) for code in languages))
    return _Reading(languages).read(clean(text[:TYPED_CHARS]).translate(_QUOTES), prefix)


class _Reading:
    def __init__(self, languages):
        self._languages = languages
        self._stemmed = [language for language in languages if language in STEMMED]
        self._required, self._optional, self._excluded = [], [], []
        self._either = self._negate = False
        self._words_left = TYPED_WORDS

    def read(self, text, prefix):
        # Somebody with the shift key locked does not mean operators.
        operators = text.upper() != text
        for piece in _PIECE.finditer(text):
            chunk, phrase = piece["chunk"], piece["phrase"]
            if phrase is not None:
                self._phrase(tuple(fold(word) for word in words(phrase)), bool(piece["sign"]))
            elif operators and chunk == "OR":
                self._either = bool(self._required)
            elif operators and chunk == "NOT":
                self._negate = True
            elif not (operators and chunk == "AND"):
                self._chunk(chunk, bool(piece["sign"]))
        if prefix and self._required and not text[-1:].isspace():
            self._leave_last_word_open()
        if not self._required and self._optional:
            # Nothing but common words: then they are what is meant.
            self._required = [(word,) for word in self._optional]
            self._optional = []
        return ParsedQuery(tuple(self._required), tuple(self._optional), tuple(self._excluded))

    def _phrase(self, found, negated):
        found = found[: max(self._words_left, 0)]
        if not found:
            return
        self._words_left -= len(found)
        self._place(Phrase(found), negated)

    def _chunk(self, chunk, negated):
        if negated or self._negate:
            self._phrase(tuple(fold(word) for word in words(chunk)), negated)
            return
        for part in IDEOGRAPHS.split(chunk):
            if IDEOGRAPHS.fullmatch(part):
                self._phrase(tuple(words(part)), False)
            else:
                self._words(part)

    def _words(self, chunk):
        matches = list(WORD.finditer(chunk))
        longest = max((len(match.group()) for match in matches), default=0)
        for match in matches[: max(self._words_left, 0)]:
            self._words_left -= 1
            starred = chunk[match.end() : match.end() + 1] == "*" and len(match.group()) >= PREFIX_CHARS
            word = self._word(word_of(match), starred)
            common = is_common(word.exact, self._languages) and not starred
            if common or (len(match.group()) < longest and _leans(chunk, match)):
                self._optional.append(word)
            else:
                self._place(word, False)

    def _place(self, wish, negated):
        if negated or self._negate:
            self._excluded.append(wish)
        elif self._either:
            self._required[-1] += (wish,)
        else:
            self._required.append((wish,))
        self._either = self._negate = False

    def _word(self, exact, prefix=False):
        folded = fold(exact)
        stems = frozenset((language, stem(form, language)) for language in self._stemmed for form in {exact, folded})
        return Word(exact, folded, stems, prefix)

    def _leave_last_word_open(self):
        last = self._required[-1][-1]
        if isinstance(last, Word) and len(last.folded) >= PREFIX_CHARS:
            self._required[-1] = (*self._required[-1][:-1], Word(last.exact, last.folded, last.stems, True))


def _leans(chunk, match):
    """Whether the word leans on an apostrophe, like the short half of ``l'école`` and ``women's``."""
    before, after = chunk[max(match.start() - 1, 0) : match.start()], chunk[match.end() : match.end() + 1]
    return after in _APOSTROPHES or (before in _APOSTROPHES and len(match.group()) <= 2)
