"""Stems of words, by the language of the document.

Xapian brings stemmers for fourteen of the 24 official languages, snowballstemmer
for five more, and simplemma's word lists serve four; Maltese has none, there a
word matches as it is written or by its beginning. The word lists are large
(about 120 MB in memory with one language) and are loaded when the first word
of such a language comes along.

Xapian's objects, and snowballstemmer's, carry state and must never be shared
between threads: each thread makes its own.
"""

import threading

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
# Serbian in Latin letters is near enough to Croatian.
_SNOWBALL = {"cs": "czech", "el": "greek", "et": "estonian", "hr": "serbian", "pl": "polish"}
_WORD_LISTS = frozenset({"bg", "lv", "sk", "sl"})

#: Languages whose words have stems here.
STEMMED = frozenset(_XAPIAN) | frozenset(_SNOWBALL) | _WORD_LISTS

_here = threading.local()


def base_language(code):
    """The language without region or script: ``pt-BR`` becomes ``pt``."""
    return code.replace("_", "-").partition("-")[0].lower()


def stem(word, language):
    """The stem of a word in lower case, without accents; ``None`` in a language that has no stemmer."""
    stemmer = _stemmer(language)
    return fold(stemmer(word)) if stemmer else None


def _stemmer(language):
    stemmers = _here.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = _make(language)
    return stemmers[language]


def _make(language):
    if language in _XAPIAN:
        stemmer = xapian.Stem(_XAPIAN[language])
        return lambda word: stemmer(word).decode("utf-8", "replace")
    if language in _SNOWBALL:
        import snowballstemmer  # slow to import, and most sites never need it

        return snowballstemmer.stemmer(_SNOWBALL[language]).stemWord
    if language in _WORD_LISTS:
        import simplemma  # its word lists are loaded by the first call

        return lambda word: simplemma.lemmatize(word, lang=language).lower()
    return None
