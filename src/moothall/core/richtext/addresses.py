"""Find addresses in a text, and recognise those of the site itself.

Where an address ends follows the extended autolinks of GitHub Flavored Markdown (section 6.9); brackets of all kinds
and typographic quotation marks count as well. Names of hosts alone, such as example.org, are not recognised, because
names of files look the same.
"""

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

#: Names of the local machine; a site whose address has one of them accepts all.
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})

_AUTHORITY = re.compile(r"(?:https?:)?//([A-Za-z0-9.:\[\]-]+)(?=[/?#]|$)", re.IGNORECASE)
_USUAL_PORT = re.compile(r":(?:80|443)?$")

_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_HOST = re.compile(
    rf"(?:(?:{_LABEL}\.)+[^\W\d_][\w-]*[^\W_]|localhost|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|\[[0-9a-f:]+\])(?::\d{{1,5}})?",
    re.IGNORECASE,
)
_QUOTES_AND_STOPS = '"“”„«»‹›…。，、；：！？（）「」『』【】'
_CANDIDATE = re.compile(
    rf"(?<![\w@/.:=#&-])(?:https?://|www\.)[^\s<>{_QUOTES_AND_STOPS}]+"
    r"|(?<![\w@/.:+-])(?:mailto:)?[\w+-][\w.+-]*@(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w@/-]|[.:]\w)",
    re.IGNORECASE,
)
_TRAILING = ".,:;!?'’*_~|"
_BRACKETS = {")": "(", "]": "[", "}": "{"}

_here = threading.local()


class AddressMatch(NamedTuple):
    """An address in words: where it begins and ends, and the target of its link."""

    start: int
    end: int
    target: str


@contextmanager
def own_addresses(urls: Iterable[str]) -> Iterator[None]:
    """Treat these as addresses of the site in all texts that are cleaned in this thread inside the block."""
    before: frozenset[str] = getattr(_here, "own", frozenset())
    _here.own = frozenset(name for url in urls for name in _spellings(url))
    try:
        yield
    finally:
        _here.own = before


def own_path(address: str) -> str:
    """Return an address of the site relative to it, and any other address as it is.

    The address may contain entities: the part that is compared has none.
    """
    match = _AUTHORITY.match(address)
    if match is None or _host(match[1]) not in getattr(_here, "own", frozenset()):
        return address
    # A path that begins with two slashes would name another host.
    return "/" + address[match.end() :].lstrip("/\\")


def find_addresses(words: str) -> list[AddressMatch]:
    """Return the web and email addresses in words without markup."""
    found = []
    for match in _CANDIDATE.finditer(words):
        if "@" in match[0] and not match[0].lower().startswith(("http", "www.")):
            target = match[0] if match[0].lower().startswith("mailto:") else f"mailto:{match[0]}"
            found.append(AddressMatch(match.start(), match.end(), target))
            continue
        address = _trimmed(match[0])
        scheme, rest = ("", address) if address[:4].lower() == "www." else address.split("://", 1)
        host = re.split(r"[/?#]", rest, maxsplit=1)[0]
        if not _HOST.fullmatch(host) or (not scheme and host.count(".") < 2):
            continue
        found.append(
            AddressMatch(match.start(), match.start() + len(address), address if scheme else f"https://{address}")
        )
    return found


def _trimmed(address: str) -> str:
    """Return the address without punctuation and brackets that belong to the sentence."""
    while address:
        last = address[-1]
        opening = _BRACKETS.get(last)
        if last not in _TRAILING and (opening is None or address.count(last) <= address.count(opening)):
            break
        address = address[:-1]
    return address


def _spellings(url: str) -> Iterator[str]:
    match = _AUTHORITY.match(url)
    if match is None:
        return
    host = _host(match[1])
    name, port = re.fullmatch(r"(.*?)((?::\d+)?)", host).groups()  # type: ignore[union-attr]
    for spelling in LOCAL if name in LOCAL else (name,):
        yield spelling + port


def _host(authority: str) -> str:
    return _USUAL_PORT.sub("", authority.lower())
