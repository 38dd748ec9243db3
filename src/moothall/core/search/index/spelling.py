"""Other spellings of what was typed, from the titles of public documents only.

A suggestion must not tell anybody of a word that stands in what they may not
see. So only public titles feed the dictionary, and, since a space may turn
private without its documents being indexed again, a suggestion is made only
where it finds something for the person who asks.
"""

from moothall.core.search.index.limits import SPELLING_CHARS
from moothall.core.search.index.query_parser import Word
from moothall.core.search.index.tokens import clean, words


def spelling_words(document):
    """The words that a document adds to the dictionary."""
    if not document.public:
        return set()
    return {word for word in words(clean(document.title)) if len(word) >= SPELLING_CHARS and word.isalpha()}


def suggested_text(typed, correct):
    """The wanted words, each as ``correct`` would spell it; ``None`` where that changes nothing."""
    spelled, changed = [], False
    for wish, *_ in typed.required:
        if not isinstance(wish, Word):
            return None
        better = correct(wish.exact) if len(wish.exact) >= SPELLING_CHARS else ""
        changed |= bool(better) and better != wish.exact
        spelled.append(better or wish.exact)
    return " ".join(spelled) if changed else None
