"""Parse the text of a search.

No syntax is required: all words are wanted. ``"quoted words"`` must be next to
each other, ``-word`` is excluded, ``word*`` is a prefix, ``OR`` between two words
accepts either. Everything else is text; no input is an error.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from moothall.core.search.index.limits import PREFIX_CHARS, TITLE_KEY_CHARS, TYPED_CHARS, TYPED_WORDS
from moothall.core.search.index.stemming import STEMMED, base_language, stem
from moothall.core.search.index.stopwords import is_common
from moothall.core.search.index.tokens import IDEOGRAPHS, WORD, clean, compounds, fold, key_of, word_of, words

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″〝〞", '"'))
_PIECE = re.compile(r'(?P<sign>(?<!\S)[-−](?=[\w"]))?(?:"(?P<phrase>[^"]*)"|(?P<chunk>[^\s"]+))')
_APOSTROPHES = frozenset("'’ʼ`´")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, wanted in any of its forms."""

    exact: str
    folded: str
    #: (language, stem): matches documents in that language only.
    stems: frozenset[tuple[str, str]]
    #: Whether the word is a prefix.
    prefix: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return the word without accents, as a phrase of one word."""
        return (self.folded,)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Adjacent words in this order; accents are ignored, endings are not."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """All of ``required`` (one of each tuple) and none of ``excluded``; ``optional`` adds to the score."""

    required: tuple[tuple[Word | Phrase, ...], ...] = ()
    optional: tuple[Word | Phrase, ...] = ()
    excluded: tuple[Word | Phrase, ...] = ()
    #: Sort key of a title that says the same as the whole text; documents with it come first.
    title: str = ""

    def __bool__(self) -> bool:
        return bool(self.required or self.excluded)

    @property
    def wanted(self) -> tuple[Word | Phrase, ...]:
        """Return every word or phrase that adds to the score of a document."""
        return tuple(clause for group in self.required for clause in group) + self.optional


def read(text: str, languages: Iterable[str], prefix: bool = False) -> ParsedQuery:
    """Parse a text. With ``prefix``, the last word can be incomplete, as it is during typing."""
    languages = tuple(dict.fromkeys(base_language(code) for code in languages))
    return _Reading(languages).read(clean(text[:TYPED_CHARS]).translate(_QUOTES), prefix)


class _Reading:
    def __init__(self, languages: tuple[str, ...]) -> None:
        self._languages = languages
        self._stemmed = [language for language in languages if language in STEMMED]
        self._required: list[tuple[Word | Phrase, ...]] = []
        self._optional: list[Word | Phrase] = []
        self._excluded: list[Word | Phrase] = []
        self._either = self._negate = False
        self._words_left = TYPED_WORDS

    def read(self, text: str, prefix: bool) -> ParsedQuery:
        # A text in capitals contains no operators.
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
            # A query of common words only requires them.
            self._required = [(word,) for word in self._optional]
            self._optional = []
        title = key_of(text[:TITLE_KEY_CHARS])
        return ParsedQuery(tuple(self._required), tuple(self._optional), tuple(self._excluded), title)

    def _phrase(self, found: tuple[str, ...], negated: bool) -> None:
        found = found[: max(self._words_left, 0)]
        if not found:
            return
        self._words_left -= len(found)
        self._place(Phrase(found), negated)

    def _chunk(self, chunk: str, negated: bool) -> None:
        if negated or self._negate:
            self._phrase(tuple(fold(word) for word in words(chunk)), negated)
            return
        for part in IDEOGRAPHS.split(chunk):
            if IDEOGRAPHS.fullmatch(part):
                self._phrase(tuple(fold(word) for word in words(part)), False)
            else:
                self._words(part)

    def _words(self, chunk: str) -> None:
        matches = list(WORD.finditer(chunk))
        joined = {number: word for first, last, word in compounds(chunk) for number in range(first, last + 1)}
        longest = max((len(match.group()) for match in matches), default=0)
        for number, match in enumerate(matches[: max(self._words_left, 0)]):
            self._words_left -= 1
            starred = chunk[match.end() : match.end() + 1] == "*" and len(match.group()) >= PREFIX_CHARS
            word = self._word(word_of(match), starred)
            common = is_common(word.exact, self._languages) and not starred
            if common or (len(match.group()) < longest and _leans(chunk, match)):
                self._optional.append(word)
            else:
                self._place(word, False)
                if number in joined:
                    # A document that writes the hyphenated word as one matches each of its parts.
                    self._required[-1] += (self._word(joined[number]),)

    def _place(self, clause: Word | Phrase, negated: bool) -> None:
        if negated or self._negate:
            self._excluded.append(clause)
        elif self._either:
            self._required[-1] += (clause,)
        else:
            self._required.append((clause,))
        self._either = self._negate = False

    def _word(self, exact: str, prefix: bool = False) -> Word:
        folded = fold(exact)
        forms = {exact, folded}
        found = {(language, stem(form, language)) for language in self._stemmed for form in forms}
        stems = frozenset((language, stemmed) for language, stemmed in found if stemmed is not None)
        return Word(exact, folded, stems, prefix)

    def _leave_last_word_open(self) -> None:
        last = self._required[-1][-1]
        if isinstance(last, Word) and len(last.folded) >= PREFIX_CHARS:
            self._required[-1] = (*self._required[-1][:-1], Word(last.exact, last.folded, last.stems, True))


def _leans(chunk: str, match: re.Match[str]) -> bool:
    """Return True for the short half of a word with an apostrophe, such as ``l'école`` and ``women's``."""
    before, after = chunk[max(match.start() - 1, 0) : match.start()], chunk[match.end() : match.end() + 1]
    return after in _APOSTROPHES or (before in _APOSTROPHES and len(match.group()) <= 2)
