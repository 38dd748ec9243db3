"""Split text into words, and remove accents.

Both implementations of the index, the query parser and the excerpts use the same
expression, so that indexed words can be found and found words can be shown.
"""

import re
from collections.abc import Iterable
from functools import cache
from unicodedata import normalize

from moothall.core.base.collation import folded, spelled_out
from moothall.core.search.index.limits import WORD_BYTES, WORD_CHARS

# Chinese and Japanese are written without spaces: each character is a word, and several are a phrase.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

#: A word. Numbers keep their points (DigComp 2.2), C++ and C# their signs.
WORD = re.compile(
    rf"[{_CJK}]"
    r"|\d+(?:\.\d+)+"
    rf"|(?>(?:[^\W_{_CJK}]+[\u0300-\u036f]*)+)(?:\+\+|\#(?!\w))?"
)

#: Two or more ideographs in a row.
IDEOGRAPHS = re.compile(rf"([{_CJK}]{{2,}})")

_LETTERS = rf"[^\W_{_CJK}]+"
_HYPHENS = re.compile("[-\u2010\u2011]")
_HYPHENATED = re.compile(rf"(?<![\w\-]){_LETTERS}(?:{_HYPHENS.pattern}{_LETTERS}){{1,3}}(?![\w\-])")

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text in normal form C, without invisible characters and those that cannot be stored."""
    if not text.isascii():
        text = _INVISIBLE.sub("", normalize("NFC", _CONTROL.sub(" ", text)))
        return text
    return _CONTROL.sub(" ", text)


def words(text: str) -> list[str]:
    """Return the words of a cleaned text, in lower case and in order."""
    return [_cut(word) for word in WORD.findall(text.lower())]


def word_of(match: re.Match[str]) -> str:
    """Return the word of a match of ``WORD``, as :func:`words` does."""
    return _cut(match.group().lower())


def fold(word: str) -> str:
    """Return the word without accents: ``übung`` and ``ubung`` become the same."""
    return word.lower() if word.isascii() else _cut(folded(word)) or word


def key_of(text: str) -> str:
    """Return a text without case, accents and punctuation, by which titles are sorted and compared."""
    return " ".join(fold(word) for word in words(clean(text)))


def spellings(word: str) -> tuple[str, ...]:
    """Return how a word is found without accents: folded, and with two letters for each umlaut."""
    plain = fold(word)
    other = plain if word.isascii() else _cut(spelled_out(word))
    return (plain,) if other == plain else (plain, other)


def compounds(text: str) -> list[tuple[int, int, str]]:
    """Return (numbers of the first and last word, the word without hyphens) of each hyphenated word of a cleaned text.

    Numbers count the words of :func:`words`; ``e-mail`` is found as ``email``.
    """
    if "-" not in text and "\u2010" not in text and "\u2011" not in text:
        return []
    starts = {match.start(): number for number, match in enumerate(WORD.finditer(text))}
    return [
        (
            starts[match.start()],
            starts[match.start()] + len(_HYPHENS.findall(match.group())),
            _cut(_HYPHENS.sub("", match.group().lower())),
        )
        for match in _HYPHENATED.finditer(text)
        if match.start() in starts
    ]


def _cut(word: str) -> str:
    if len(word) <= WORD_BYTES // 4:
        return word
    return word[:WORD_CHARS].encode("utf-8")[:WORD_BYTES].decode("utf-8", "ignore")


def plain(text: str) -> str:
    """Return the text in lower case and without accents; every letter keeps its position."""
    return text.translate(_plain_letters())


def starts_of(forms: Iterable[str]) -> re.Pattern[str]:
    """Return an expression that finds, in a plain text, where a word can begin that matches one of the forms.

    Folding and stemming do not change the first letters of a word: comparing two of them is much faster than
    analysing every word of a text.
    """
    starts = {_start(form) for form in forms}
    alone = "".join(re.escape(start) for start in starts if IDEOGRAPHS.fullmatch(start * 2))
    groups = [rf"[{alone}]"] if alone else []
    for length in (1, 2):
        same = "|".join(re.escape(start) for start in sorted(starts) if len(start) == length)
        if same:
            groups.append(rf"(?:{same})(?<![^\W_]{'.' * length})")
    return re.compile("|".join(groups))


def _start(form: str) -> str:
    # The letters æ, œ, þ and ß are folded to two letters; in a plain text they are one.
    return form[: 1 if form[:2] in ("ae", "oe", "th", "ss") else 2]


@cache
def _plain_letters() -> dict[int, str]:
    letters = map(chr, (*range(0x41, 0x530), *range(0x1E00, 0x2000)))
    return {ord(letter): fold(letter)[:1] or letter for letter in letters if letter.isalpha()}
