"""Split cleaned HTML into blocks and words, and find which parts of two versions belong together.

Cleaned HTML is canonical: `<` and `>` occur only in tags, and every element that needs an end tag has one. So tags can
be found with a regular expression, and what is put together from whole blocks or from words with their elements is
well-formed.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from moothall.core.richtext.cleaning import BLOCKS
from moothall.core.richtext.comparison import ADDED, SAME, runs

_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")
#: Cells of a row correspond by their order.
_CELLS = frozenset({"td", "th"})
_VOID = frozenset({"br", "hr", "img", "col"})
_HAS_BLOCK = re.compile(rf"<(?:{'|'.join(sorted(BLOCKS))})[ >]")
#: Entities, white space, words, single characters of languages that do not separate words, and other characters.
_WORD = re.compile(r"&[A-Za-z0-9#]+;|\s+|[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s]")
#: Share of common words from which two blocks count as versions of each other.
_ALIKE = 0.4
#: Maximum number of pairs of blocks whose words are counted, since the time grows with their product.
_MAX_PAIRS = 20_000


class Block(NamedTuple):
    """A block element, or inline content beside blocks, whose ``name`` is empty."""

    name: str
    start: str
    inner: str

    @property
    def html(self) -> str:
        """Return the whole element."""
        if self.name in _VOID:
            return self.start
        return f"{self.start}{self.inner}</{self.name}>" if self.name else self.inner

    @property
    def is_leaf(self) -> bool:
        """Return True if it contains inline content only."""
        return _HAS_BLOCK.search(self.inner) is None


class Word(NamedTuple):
    """A word, a character or an image with the start tags of the inline elements around it."""

    text: str
    around: tuple[str, ...] = ()


class BlockChange(NamedTuple):
    """What another version has in place of one part of the base, and what it has inserted before that part.

    ``parts`` has the same part, a changed one, or none if it was removed.
    """

    inserted: list
    parts: list


def blocks_in(html: str) -> list[Block]:
    """Return the blocks directly in ``html``, without the white space between them."""
    found: list[Block] = []
    inline: list[str] = []
    inner: list[str] = []
    start, depth = "", 0
    for token in _TOKEN.findall(html):
        name, step = _name_and_step(token)
        if start:
            depth += step
            if depth == 0:
                found.append(Block(_name(start), start, "".join(inner)))
                start = ""
            else:
                inner.append(token)
            continue
        if depth == 0 and name in BLOCKS and step >= 0:
            _end_inline(found, inline)
            if name in _VOID:
                found.append(Block(name, token, ""))
            else:
                start, inner, depth = token, [], 1
            continue
        depth += step
        inline.append(token)
    _end_inline(found, inline)
    return found


def _end_inline(found: list[Block], inline: list[str]) -> None:
    html = "".join(inline)
    inline.clear()
    if html.strip():
        found.append(Block("", "", html))


def words_in(html: str) -> list[Word]:
    """Return the words of inline content."""
    found: list[Word] = []
    around: list[str] = []
    opened = 0
    for token in _TOKEN.findall(html):
        name, step = _name_and_step(token)
        if not name:
            found.extend(Word(one, tuple(around)) for one in _WORD.findall(token))
        elif name in _VOID:
            found.append(Word(token, tuple(around)))
        elif step > 0:
            around.append(token)
            opened = len(found)
        else:
            start = around.pop()
            if opened == len(found) and not (found and found[-1].around[: len(around) + 1] == (*around, start)):
                # An empty element can be the target of a link.
                found.append(Word(f"{start}</{name}>", tuple(around)))
    return found


def html_of(words: Sequence[Word]) -> str:
    """Return inline content that consists of ``words``."""
    parts: list[str] = []
    now: tuple[str, ...] = ()
    for word in words:
        parts.append(_between(now, word.around))
        parts.append(word.text)
        now = word.around
    return "".join([*parts, _between(now, ())])


def _between(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    common = 0
    for one, other in zip_longest(before, after):
        if one is None or one != other:
            break
        common += 1
    ends = "".join(f"</{_name(start)}>" for start in reversed(before[common:]))
    return ends + "".join(after[common:])


def _name(tag: str) -> str:
    match = _NAME.match(tag)
    return match[1] if match else ""


def _name_and_step(token: str) -> tuple[str, int]:
    """Return the name of a tag, empty for text, and by how much the tag changes the depth."""
    if not token.startswith("<"):
        return "", 0
    name = _name(token)
    if name in _VOID:
        return name, 0
    return name, -1 if token.startswith("</") else 1


def matched(old: Sequence[Hashable], new: Sequence[Hashable], deadline: float) -> Iterator[tuple[str, list]]:
    """Yield (kind, run) as :func:`~moothall.core.richtext.comparison.runs` does, for any values."""
    numbers: dict[Hashable, str] = {}
    values: list[Hashable] = []
    for value in (*old, *new):
        if value not in numbers:
            numbers[value] = str(len(values))
            values.append(value)
    for kind, run in runs([numbers[one] for one in old], [numbers[one] for one in new], deadline):
        yield kind, [values[int(one)] for one in run]


def block_changes(base: Sequence[Block], other: Sequence[Block], deadline: float) -> list[BlockChange]:
    """Return a slot for each block of ``base``, and one more with what ``other`` has after the last.

    Blocks that replace others count as changes of those most similar to them.
    """
    found: list[BlockChange] = []
    inserted: list[Block] = []
    removed: list[Block] = []

    def settle(added: list[Block]) -> None:
        nonlocal inserted, removed
        for before, part in _paired(removed, added):
            if before is None:
                inserted += [part] if part is not None else []
            else:
                found.append(BlockChange(inserted, [part] if part is not None else []))
                inserted = []
        removed = []

    for kind, run in matched(base, other, deadline):
        if kind == ADDED:
            settle(run)
            continue
        settle([])
        if kind == SAME:
            for part in run:
                found.append(BlockChange(inserted, [part]))
                inserted = []
        else:
            removed = run
    settle([])
    return [*found, BlockChange(inserted, [])]


def _paired(removed: list[Block], added: list[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    """Yield the blocks of both lists in order, similar ones as pairs."""
    if len(removed) == len(added) and (len(added) == 1 or all(one.name in _CELLS for one in (*removed, *added))):
        yield from zip(removed, added, strict=True)
        return
    position = 0
    counts = [_counted(one) for one in added] if removed else []
    can_count = len(removed) * len(added) <= _MAX_PAIRS
    for before in removed:
        own = _counted(before)
        like = next(
            (
                number
                for number in range(position, len(added))
                if can_count and added[number].name == before.name and _share(own, counts[number]) >= _ALIKE
            ),
            None,
        )
        if like is None:
            yield before, None
            continue
        for one in added[position:like]:
            yield None, one
        yield before, added[like]
        position = like + 1
    for one in added[position:]:
        yield None, one


def _counted(block: Block) -> Counter:
    return Counter(word for token in _TOKEN.findall(block.html) if token[0] != "<" for word in _WORD.findall(token))


def _share(one: Counter, other: Counter) -> float:
    total = max(one.total(), other.total())
    return (one & other).total() / total if total else 1.0
