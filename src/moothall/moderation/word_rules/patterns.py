"""Match texts against patterns of words and hosts.

A pattern is data, never a regular expression: matching takes time in proportion to the text and the number of patterns,
whatever people enter.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import unescape
from typing import NamedTuple

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.richtext import stored, to_plain
from moothall.core.search.index.tokens import clean, fold, words

WORD, LINK = "word", "link"
KINDS = (WORD, LINK)
MAX_PATTERN_LENGTH = 100
MAX_WORDS = 10
#: Least number of letters beside ``*``, which would match nearly every text.
LEAST_LETTERS = 2
#: Maximum number of different words that are compared with a pattern; a text with more is left to the moderators.
MOST_TRIED = 5000

_ADDRESS = re.compile(r'(?:href|src)="([^"]*)"')
#: A host in an address, or in words without a link.
_HOST_OF_ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?[/\\]{2,}(?:[^/\\?#]*@)?([^/\\?#@]+)", re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"^mailto:[^?]*@([^?@,]+)", re.IGNORECASE)
_HOST_IN_WORDS = re.compile(r"(?<![\w/=.@-])[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")
_PORT = re.compile(r":\d*$")
_SCHEME_OR_STAR = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//|^\*\.", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)+")

#: A part of a word pattern: a whole word, or the pieces between its ``*``.
Unit = str | tuple[str, ...]


class Content(NamedTuple):
    """A text as patterns see it: its folded words in order, and the hosts it names."""

    words: Sequence[str]
    hosts: frozenset[str]


def content_of(html: str, *titles: str) -> Content:
    """Return the content of clean HTML and of the titles and tags shown with it."""
    plain = clean("\n".join((*titles, to_plain(stored(html)))))
    addresses = [unescape(found) for found in _ADDRESS.findall(html)]
    hosts = [match[1] for one in addresses if (match := _HOST_OF_ADDRESS.match(one) or _MAIL_ADDRESS.match(one))]
    hosts += _HOST_IN_WORDS.findall(plain)
    return Content([fold(word) for word in words(plain)], frozenset(map(host_of, hosts)))


def host_of(name: str) -> str:
    """Return a host in lower case, without port and final dot; international names in ASCII (RFC 3490)."""
    name = _PORT.sub("", name.strip()).rstrip(".").lower()
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return name


def checked_pattern(pattern: str, kind: str) -> str:
    """Return a pattern as it is stored; raise :class:`BadInput` for one that matches nothing or nearly everything."""
    if kind not in KINDS:
        values = ", ".join(KINDS)
        raise BadInput(_("“${name}” must be one of: ${values}.", mapping={"name": "kind", "values": values}))
    pattern = " ".join(pattern.split())
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise BadInput(_("A pattern can have up to ${n} characters.", mapping={"n": MAX_PATTERN_LENGTH}))
    if kind == LINK:
        host = host_of(re.split(r"[/?#]", _SCHEME_OR_STAR.sub("", pattern), maxsplit=1)[0].rpartition("@")[2])
        if not _HOST.fullmatch(host):
            raise BadInput(_("Enter a host such as example.org. It includes all hosts below it."))
        return host
    if not units_of(pattern):
        raise BadInput(_("Enter a word. * stands for any letters, as in casino*."))
    return pattern


def units_of(pattern: str) -> tuple[Unit, ...]:
    """Return the units of a word pattern; raise :class:`BadInput` for too many words, and too few letters."""
    units: list[Unit] = []
    for chunk in pattern.split():
        if "*" not in chunk:
            units += [fold(word) for word in words(clean(chunk))]
            continue
        parts = [[fold(word) for word in words(clean(part))] for part in chunk.split("*")]
        pieces = tuple(part[0] if part else "" for part in parts)
        if any(len(part) > 1 for part in parts) or sum(map(len, pieces)) < LEAST_LETTERS:
            raise BadInput(
                _("Enter at least ${n} letters beside each *, without spaces or signs.", mapping={"n": LEAST_LETTERS})
            )
        units.append(pieces)
    if len(units) > MAX_WORDS:
        raise BadInput(_("A pattern can have up to ${n} words.", mapping={"n": MAX_WORDS}))
    return tuple(units)


class Matcher:
    """Patterns prepared for matching: those of whole words and of hosts are looked up, not tried one by one."""

    def __init__(self, patterns: Iterable[tuple[str, str, str]]) -> None:
        """Prepare (ID, pattern, kind) of each rule; the patterns have been checked."""
        #: A whole word → (ID, all units, the place of that word among them).
        self._by_word: dict[str, list[tuple[str, tuple[Unit, ...], int]]] = defaultdict(list)
        #: (ID, units, the longest piece): patterns in which every word has a ``*``.
        self._loose: list[tuple[str, tuple[Unit, ...], str]] = []
        self._hosts: dict[str, list[str]] = defaultdict(list)
        for id, pattern, kind in patterns:
            if kind == LINK:
                self._hosts[pattern].append(id)
                continue
            units = units_of(pattern)
            place = next((place for place, unit in enumerate(units) if isinstance(unit, str)), None)
            if place is None:
                self._loose.append((id, units, max((piece for unit in units for piece in unit), key=len)))
            else:
                self._by_word[str(units[place])].append((id, units, place))

    def matches(self, content: Content) -> frozenset[str]:
        """Return the IDs of the rules that match."""
        found = {id for host in content.hosts for id in self._of_host(host)}
        places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(content.words):
            places[word].append(place)
        for word in places.keys() & self._by_word.keys():
            for id, units, own in self._by_word[word]:
                if len(units) == 1 or any(_follow(units, content.words, place - own) for place in places[word]):
                    found.add(id)
        joined = "\n".join(("", *places, "")) if self._loose else ""
        for id, units, longest in self._loose:
            if longest in joined and _loosely(units, longest, joined, content, places):
                found.add(id)
        return frozenset(found)

    def _of_host(self, host: str) -> Iterable[str]:
        labels = host.split(".")
        for first in range(len(labels) - 1):
            yield from self._hosts.get(".".join(labels[first:]), ())


def _loosely(
    units: tuple[Unit, ...], longest: str, joined: str, content: Content, places: dict[str, list[int]]
) -> bool:
    """Return True if the units fit somewhere; ``joined`` has each word once, on a line of its own."""
    own = next(place for place, unit in enumerate(units) if longest in unit)
    found = joined.find(longest)
    for _tried in range(MOST_TRIED):
        if found < 0:
            return False
        end = joined.index("\n", found)
        word = joined[joined.rindex("\n", 0, found) + 1 : end]
        if _fits(units[own], word) and (
            len(units) == 1 or any(_follow(units, content.words, place - own) for place in places[word])
        ):
            return True
        found = joined.find(longest, end)
    return True


def _follow(units: tuple[Unit, ...], all_words: Sequence[str], start: int) -> bool:
    """Return True if the words from ``start`` on fit the units one by one."""
    if start < 0 or start + len(units) > len(all_words):
        return False
    return all(_fits(unit, all_words[start + place]) for place, unit in enumerate(units))


def _fits(unit: Unit, word: str) -> bool:
    """Return True if a word is the unit, or has its pieces in their order without backtracking."""
    if isinstance(unit, str):
        return unit == word
    first, last = unit[0], unit[-1]
    if len(word) < len(first) + len(last) or not (word.startswith(first) and word.endswith(last)):
        return False
    place, end = len(first), len(word) - len(last)
    for piece in unit[1:-1]:
        place = word.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True
