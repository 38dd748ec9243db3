"""Suggest other spellings of a query, from the titles of public documents only.

A suggestion must not reveal a word of a document that the person cannot see. So only public
titles are in the dictionary, and, because a space can become private without its documents being
indexed again, a suggestion is made only if it finds something for this person.
"""

from collections.abc import Callable

from moothall.core.search.index.interface import IndexDocument
from moothall.core.search.index.limits import SPELLING_CHARS
from moothall.core.search.index.query_parser import ParsedQuery, Word
from moothall.core.search.index.tokens import clean, words


def spelling_words(document: IndexDocument) -> set[str]:
    """Return the words that a document adds to the dictionary."""
    if not document.public:
        return set()
    return {word for word in words(clean(document.title)) if len(word) >= SPELLING_CHARS and word.isalpha()}


def suggested_text(typed: ParsedQuery, correct: Callable[[str], str]) -> str | None:
    """Return the wanted words, each as ``correct`` spells it; None if that changes nothing."""
    spelled, changed = [], False
    for clause, *_ in typed.required:
        if not isinstance(clause, Word):
            return None
        better = correct(clause.exact) if len(clause.exact) >= SPELLING_CHARS else ""
        changed |= bool(better) and better != clause.exact
        spelled.append(better or clause.exact)
    return " ".join(spelled) if changed else None
