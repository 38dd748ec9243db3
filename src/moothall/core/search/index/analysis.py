"""Analyse a document into words with positions and stems; shared by all implementations."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from moothall.core.search.index.interface import IndexDocument
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
    """The searchable words of one document."""

    #: (word without accents, position, weight)
    places: list[tuple[str, int, int]] = field(default_factory=list)
    #: Words with accents, as written, and their weight.
    accented: Counter[str] = field(default_factory=Counter)
    #: Stems in the document's language, without accents, and their weight.
    stems: Counter[str] = field(default_factory=Counter)


def analyse(document: IndexDocument) -> Analysis:
    """Return the words of title, description, tags and text."""
    analysis = Analysis()
    language = base_language(document.language)
    place = 0
    for weight, text in _fields(document):
        place = _add(analysis, text, weight, language, place) + FIELD_GAP
    return analysis


def _fields(document: IndexDocument) -> Iterator[tuple[int, str]]:
    yield TITLE_WEIGHT, document.title
    yield DESCRIPTION_WEIGHT, document.description
    for subject in document.subjects:
        yield SUBJECT_WEIGHT, subject
    yield 1, document.text[:INDEXED_CHARS]


def _add(analysis: Analysis, text: str, weight: int, language: str, place: int) -> int:
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
def _forms(word: str, language: str) -> tuple[str, str | None]:
    return fold(word), stem(word, language)


def title_key(document: IndexDocument) -> str:
    """Return the sort key of a title, without case, accents and punctuation."""
    return " ".join(fold(word) for word in words(clean(document.title[:TITLE_KEY_CHARS])))


def stored_text(document: IndexDocument) -> str:
    """Return the text that the index keeps for excerpts."""
    return " ".join(clean(f"{document.description} {document.text[:STORED_CHARS]}"[:STORED_CHARS]).split())
