"""Analyse a document into words with positions and stems; shared by all implementations."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from moothall.core.base.collation import sort_key
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
from moothall.core.search.index.tokens import clean, compounds, fold, key_of, spellings, words


@dataclass(slots=True)
class Analysis:
    """The searchable words of one document."""

    #: (word without accents, position, weight)
    places: list[tuple[str, int, int]] = field(default_factory=list)
    #: Words with accents, as written, and their weight.
    accented: Counter[str] = field(default_factory=Counter)
    #: Stems in the document's language, without accents, and their weight.
    stems: Counter[str] = field(default_factory=Counter)
    #: How many of ``places`` are in the title; they come first.
    in_title: int = 0


def analyse(document: IndexDocument) -> Analysis:
    """Return the words of title, description, tags and text."""
    analysis = Analysis()
    language = base_language(document.language)
    place = 0
    for number, (weight, text) in enumerate(_fields(document)):
        place = _add(analysis, text, weight, language, place) + FIELD_GAP
        if number == 0:
            analysis.in_title = len(analysis.places)
    return analysis


def _fields(document: IndexDocument) -> Iterator[tuple[int, str]]:
    yield TITLE_WEIGHT, document.title
    yield DESCRIPTION_WEIGHT, document.description
    for subject in document.subjects:
        yield SUBJECT_WEIGHT, subject
    yield 1, document.text[:INDEXED_CHARS]


def _add(analysis: Analysis, text: str, weight: int, language: str, place: int) -> int:
    accented, stems, places = analysis.accented, analysis.stems, analysis.places
    cleaned, before = clean(text), place
    for word in words(cleaned):
        place += 1
        plain, stemmed = _forms(word, language)
        places.extend((form, place, weight) for form in plain)
        if word not in plain:
            accented[word] += weight
        for form in stemmed:
            stems[form] += weight
    for number, _last, joined in compounds(cleaned):
        places.append((fold(joined), before + number + 1, weight))
        stemmed_compound = stem(joined, language)
        if stemmed_compound:
            stems[stemmed_compound] += weight
    return place


@lru_cache(FORMS_KEPT)
def _forms(word: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the spellings of a word without accents, and their stems."""
    plain = spellings(word)
    stems = dict.fromkeys(stem(form, language) for form in (word, *plain[1:]))
    return plain, tuple(form for form in stems if form)


def title_key(document: IndexDocument) -> str:
    """Return the sort key of a title, without case, accents and punctuation."""
    return key_of(document.title[:TITLE_KEY_CHARS])


def title_order(document: IndexDocument) -> str:
    """Return the title as a dictionary sorts it, as the catalog does."""
    return sort_key(document.title[:TITLE_KEY_CHARS])


def stored_text(document: IndexDocument) -> str:
    """Return the text that the index keeps for excerpts."""
    return " ".join(clean(f"{document.description} {document.text[:STORED_CHARS]}"[:STORED_CHARS]).split())
