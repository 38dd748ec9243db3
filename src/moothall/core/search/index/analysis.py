"""A document as words with places and stems; the same for every implementation."""

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from moothall.core.search.index.limits import (
    DESCRIPTION_WEIGHT,
    FIELD_GAP,
    FORMS_KEPT,
    INDEXED_CHARS,
    STORED_CHARS,
    SUBJECT_WEIGHT,
    TITLE_KEY_CHARS,
    TITLE_WEIGHT,
)
from moothall.core.search.index.stemming import base_language, stem
from moothall.core.search.index.tokens import clean, fold, words


@dataclass(slots=True)
class Analysis:
    """What is findable of one document."""

    #: (word without accents, its place, its weight)
    places: list = field(default_factory=list)
    #: Words with accents, as they are written, and their weight.
    accented: Counter = field(default_factory=Counter)
    #: Stems in the document's language, without accents, and their weight.
    stems: Counter = field(default_factory=Counter)


def analyse(document):
    """The words of title, description, tags and text."""
    analysis = Analysis()
    language = base_language(document.language)
    place = 0
    for weight, text in _fields(document):
        place = _add(analysis, text, weight, language, place) + FIELD_GAP
    return analysis


def _fields(document):
    yield TITLE_WEIGHT, document.title
    yield DESCRIPTION_WEIGHT, document.description
    for subject in document.subjects:
        yield SUBJECT_WEIGHT, subject
    yield 1, document.text[:INDEXED_CHARS]


def _add(analysis, text, weight, language, place):
    accented, stems, places = analysis.accented, analysis.stems, analysis.places
    for word in words(clean(text)):
        place += 1
        folded, stemmed = _forms(word, language)
        places.append((folded, place, weight))
        if folded != word:
            accented[word] += weight
        if stemmed:
            stems[stemmed] += weight
    return place


@lru_cache(FORMS_KEPT)
def _forms(word, language):
    return fold(word), stem(word, language)


def title_key(document):
    """Titles sort without regard to case, accents and punctuation."""
    return " ".join(fold(word) for word in words(clean(document.title[:TITLE_KEY_CHARS])))


def stored_text(document):
    """What is kept of a document, for excerpts."""
    return " ".join(clean(f"{document.description} {document.text[:STORED_CHARS]}"[:STORED_CHARS]).split())
