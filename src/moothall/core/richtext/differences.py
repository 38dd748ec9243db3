"""Show the difference between two versions of a text: by block, by word, and tables cell by cell."""

import re
from html import escape

from moothall.core.richtext.blocks import Block, Word, block_changes, blocks_in, html_of, matched, words_in
from moothall.core.richtext.cleaning import SafeHTML
from moothall.core.richtext.comparison import ADDED, REMOVED, SAME

_ID = re.compile(r' id="[^"]*"')
#: Texts in which fewer than one in so many words are the same are shown one after the other.
FEW = 4
_TAGS = {ADDED: "<ins>", REMOVED: "<del>"}


def compare_html(old: str, new: str, deadline: float) -> SafeHTML:
    """Return both cleaned texts as one, with removed words in ``del`` and added ones in ``ins``."""
    found = _compared(blocks_in(old), blocks_in(new), deadline)
    # The same heading can occur twice, and its id only once on a page.
    return SafeHTML(_ID.sub("", found))


def compare_text(old: str, new: str, deadline: float) -> SafeHTML:
    """Return both plain texts as one, marked as by :func:`compare_html`."""
    return SafeHTML(_compared_words(words_in(escape(old)), words_in(escape(new)), deadline))


def _compared(old: list[Block], new: list[Block], deadline: float) -> str:
    found: list[str] = []
    for before, slot in zip([*old, None], block_changes(old, new, deadline), strict=True):
        found += [_marked(one, ADDED) for one in slot.inserted]
        if before is None:
            continue
        if not slot.parts:
            found.append(_marked(before, REMOVED))
        for after in slot.parts:
            found.append(after.html if after == before else _changed(before, after, deadline))
    return "".join(found)


def _changed(before: Block, after: Block, deadline: float) -> str:
    if before.name != after.name:
        return _marked(before, REMOVED) + _marked(after, ADDED)
    if before.is_leaf and after.is_leaf:
        inner = _compared_words(words_in(before.inner), words_in(after.inner), deadline)
    else:
        inner = _compared(blocks_in(before.inner), blocks_in(after.inner), deadline)
    return after._replace(inner=inner).html


def _compared_words(old: list[Word], new: list[Word], deadline: float) -> str:
    found: list[Word] = []
    runs = list(matched(old, new, deadline))
    common = sum(_count(run) for kind, run in runs if kind == SAME)
    if old and new and common * FEW < min(_count(old), _count(new)):
        # Between two different texts, single words that they have in common would be hard to read.
        runs = [(REMOVED, old), (ADDED, new)]
    for kind, run in runs:
        found += run if kind == SAME else [_mark(word, kind) for word in run]
    return html_of(found)


def _count(words: list[Word]) -> int:
    """Return the number of words that are more than spaces and punctuation."""
    return sum(any(map(str.isalnum, word.text)) for word in words)


def _mark(word: Word, kind: str) -> Word:
    return Word(word.text, (*word.around, _TAGS[kind]))


def _marked(block: Block, kind: str) -> str:
    """Mark the words of a block that only one version has."""
    if block.is_leaf:
        inner = html_of([_mark(word, kind) for word in words_in(block.inner)])
        return block._replace(inner=inner).html if block.inner else block.html
    return block._replace(inner="".join(_marked(one, kind) for one in blocks_in(block.inner))).html
