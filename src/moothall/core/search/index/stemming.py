"""Stems of words, by the language of the document.

Xapian has stemmers for fourteen of the 24 official languages, snowballstemmer
for five more, and simplemma's word lists cover four; Maltese has none, so a
word matches as it is written or by its prefix. The word lists are large
(about 120 MB in memory with one language) and are loaded for the first word
of such a language.

The objects of Xapian and snowballstemmer have state and must never be shared
between threads: each thread creates its own.
"""

import threading
from collections.abc import Callable

import xapian

from moothall.core.search.index.tokens import fold

_XAPIAN = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "it": "italian",
    "lt": "lithuanian",
    "nl": "dutch",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
}
# Serbian in Latin letters is similar enough to Croatian.
_SNOWBALL = {"cs": "czech", "el": "greek", "et": "estonian", "hr": "serbian", "pl": "polish"}
_WORD_LISTS = frozenset({"bg", "lv", "sk", "sl"})

#: Languages with a stemmer.
STEMMED = frozenset(_XAPIAN) | frozenset(_SNOWBALL) | _WORD_LISTS

_here = threading.local()


def base_language(code: str) -> str:
    """Return the language without region or script: ``pt-BR`` becomes ``pt``."""
    return code.replace("_", "-").partition("-")[0].lower()


def stem(word: str, language: str) -> str | None:
    """Return the stem of a word in lower case, without accents; None if the language has no stemmer."""
    stemmer = _stemmer(language)
    return fold(stemmer(word)) if stemmer else None


def _stemmer(language: str) -> Callable[[str], str] | None:
    stemmers = _here.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = _make(language)
    return stemmers[language]


def _make(language: str) -> Callable[[str], str] | None:
    if language in _XAPIAN:
        stemmer = xapian.Stem(_XAPIAN[language])
        return lambda word: stemmer(word).decode("utf-8", "replace")
    if language in _SNOWBALL:
        import snowballstemmer  # it is slow to import, and most sites never need it

        return snowballstemmer.stemmer(_SNOWBALL[language]).stemWord
    if language in _WORD_LISTS:
        import simplemma  # the first call loads its word lists

        return lambda word: simplemma.lemmatize(word, lang=language).lower()
    return None
