"""Merge two changed versions of one text.

The merge works on blocks (paragraphs, list items, table cells) and, in a block that both changed, on words. Where both
changed the same words, the blocks of both are kept, one after the other, and named as a conflict. So nothing that
either of them wrote is lost.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from moothall.core.base.errors import BadInput
from moothall.core.richtext.blocks import Block, BlockChange, Word, block_changes, blocks_in, html_of, matched, words_in
from moothall.core.richtext.cleaning import SafeHTML, clean
from moothall.core.richtext.comparison import ADDED, SAME, deadline_in

#: Seconds that merging one text may take; what was not compared by then is kept twice.
TIME_LIMIT = 1.0
#: Elements that occur once or in a fixed number, so that conflicts are kept inside them.
_CELLS = frozenset({"td", "th", "caption", "figcaption"})
_TABLE = frozenset({"table", "tr"})
_TAG = re.compile(r"<[^>]*>")
_DOUBLED_BREAK = re.compile(r"(?:<br>)+$")


class Passage(NamedTuple):
    """A conflict: what each version has in this place, as HTML; empty where it was removed."""

    theirs: str
    mine: str


class Merged(NamedTuple):
    """The merged text, and the passages in which both versions are kept."""

    html: SafeHTML
    conflicts: list[Passage]


class _Ragged(Exception):
    """The cells of a row cannot be merged one by one."""


def merge_html(base: str, theirs: str, mine: str) -> Merged:
    """Return the merge of two cleaned texts that both began as ``base``."""
    if mine in (theirs, base):
        return Merged(SafeHTML(theirs), [])
    if theirs == base:
        return Merged(SafeHTML(mine), [])
    merge = _Merge(deadline_in(TIME_LIMIT))
    found = _html(merge.all(blocks_in(base), blocks_in(theirs), blocks_in(mine)))
    if not _words(theirs) & _words(mine) <= _words(found):
        # Each removed another occurrence of what both have kept, such as one of two equal paragraphs.
        found, merge.conflicts = theirs + mine, [Passage(theirs, mine)]
    try:
        return Merged(clean(found), merge.conflicts)
    except BadInput:
        # Too long with both versions of every passage.
        return Merged(SafeHTML(mine), [Passage(theirs, mine)])


def merge_words(base: str, theirs: str, mine: str) -> str | None:
    """Return the merge of two plain texts by words, or ``None`` if both changed the same words."""
    before, one, other = ([Word(part) for part in re.findall(r"\s+|\S+", text)] for text in (base, theirs, mine))
    found = _merged_words(before, one, other, deadline_in(TIME_LIMIT))
    return None if found is None else "".join(word.text for word in found)


class _Merge:
    """One merge; ``conflicts`` grows with it."""

    def __init__(self, deadline: float) -> None:
        self.conflicts: list[Passage] = []
        self._deadline = deadline

    def all(self, base: list[Block], theirs: list[Block], mine: list[Block], within: str = "") -> list[Block]:
        """Return the merge of lists of blocks; ``within`` is the name of the element around them."""
        found: list[Block] = []
        of_theirs, of_mine = block_changes(base, theirs, self._deadline), block_changes(base, mine, self._deadline)
        for part, one, other in zip(base, of_theirs, of_mine, strict=False):
            self._insert(found, one, other)
            found += self._part(part, one.parts, other.parts, within)
        self._insert(found, of_theirs[-1], of_mine[-1])
        return found

    def _insert(self, found: list[Block], theirs: BlockChange, mine: BlockChange) -> None:
        found += theirs.inserted
        if theirs.inserted != mine.inserted:
            found += mine.inserted
            if theirs.inserted and mine.inserted:
                self.conflicts.append(Passage(_html(theirs.inserted), _html(mine.inserted)))

    def _part(self, base: Block, theirs: list[Block], mine: list[Block], within: str) -> list[Block]:
        if mine in (theirs, [base]):
            return theirs
        if theirs == [base]:
            return mine
        if theirs and mine:
            return self._block(base, theirs[0], mine[0])
        if within in _TABLE:
            raise _Ragged
        # One removed what the other changed.
        return self._both(theirs, mine)

    def _block(self, base: Block, theirs: Block, mine: Block) -> list[Block]:
        start = _one_changed(base.start, theirs.start, mine.start)
        if start is None or len({base.name, theirs.name, mine.name}) > 1:
            return self._both([theirs], [mine])
        if base.is_leaf and theirs.is_leaf and mine.is_leaf:
            before, one, other = (words_in(block.inner) for block in (base, theirs, mine))
            words = _merged_words(before, one, other, self._deadline)
            if words is not None:
                return [Block(base.name, start, html_of(words))]
            if base.name in _CELLS:
                return [Block(base.name, start, self._both_in_cell(theirs, mine))]
            return self._both([theirs], [mine])
        if not base.name:
            return self._both([theirs], [mine])
        known = len(self.conflicts)
        try:
            inner = self.all(blocks_in(base.inner), blocks_in(theirs.inner), blocks_in(mine.inner), base.name)
        except _Ragged:
            if base.name == "table":
                del self.conflicts[known:]
                return self._both([theirs], [mine])
            raise
        return [Block(base.name, start, _html(inner))]

    def _both(self, theirs: list[Block], mine: list[Block]) -> list[Block]:
        self.conflicts.append(Passage(_html(theirs), _html(mine)))
        return [*theirs, *mine]

    def _both_in_cell(self, theirs: Block, mine: Block) -> str:
        self.conflicts.append(Passage(theirs.inner, mine.inner))
        return "<br>".join(filter(None, (_DOUBLED_BREAK.sub("", theirs.inner), mine.inner)))


def _words(html: str) -> set[str]:
    return set(_TAG.sub(" ", html).split())


def _html(blocks: Sequence[Block]) -> str:
    return "".join(one.html for one in blocks)


def _one_changed(base: str, theirs: str, mine: str) -> str | None:
    """Return the changed value, or ``None`` if both changed it differently."""
    if mine in (theirs, base):
        return theirs
    return mine if theirs == base else None


def _merged_words(base: list[Word], theirs: list[Word], mine: list[Word], deadline: float) -> list[Word] | None:
    """Return the words of both versions, or ``None`` if both changed the same place."""
    found: list[Word] = []
    done = at_theirs = at_mine = 0
    in_theirs, in_mine = _positions(base, theirs, deadline), _positions(base, mine, deadline)
    for number in [*range(len(base)), None]:
        if number is not None and (number not in in_theirs or number not in in_mine):
            continue
        next_theirs = len(theirs) if number is None else in_theirs[number]
        next_mine = len(mine) if number is None else in_mine[number]
        before = base[done : len(base) if number is None else number]
        one, other = theirs[at_theirs:next_theirs], mine[at_mine:next_mine]
        if other in (one, before):
            found += one
        elif one == before:
            found += other
        else:
            return None
        if number is not None:
            found.append(base[number])
            done, at_theirs, at_mine = number + 1, next_theirs + 1, next_mine + 1
    return found


def _positions(base: list[Word], other: list[Word], deadline: float) -> dict[int, int]:
    """Return position in ``base`` → position in ``other`` for the words that are the same."""
    found: dict[int, int] = {}
    here = there = 0
    for kind, run in matched(base, other, deadline):
        if kind == SAME:
            found.update(zip(range(here, here + len(run)), range(there, there + len(run)), strict=True))
            here += len(run)
            there += len(run)
        elif kind == ADDED:
            there += len(run)
        else:
            here += len(run)
    return found
