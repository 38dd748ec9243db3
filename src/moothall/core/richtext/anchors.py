"""Ids of the parts of a text, and the fragments of links to them."""

import re
import unicodedata
from urllib.parse import unquote

from unidecode import unidecode

#: Prefix of identifiers in a text, so that none can be confused with an identifier of the page.
ID_PREFIX = "t-"
#: Maximum length of the part of an id that is derived from words, in characters.
MAX_SLUG_LENGTH = 60

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,120}")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


def anchor_id(name: str) -> str | None:
    """Return the id that `clean` gives to `name`, or None if it is not allowed.

    A name that is percent-encoded, or has other characters than an id may have, is transliterated like a heading, so
    that links to a heading find it however they were written.
    """
    name = unicodedata.normalize("NFC", unquote(name.strip()))
    if _ID.fullmatch(name):
        return name if name.startswith(ID_PREFIX) else ID_PREFIX + name
    slug = slug_of(name.removeprefix(ID_PREFIX)) if len(name) <= 500 else ""
    return ID_PREFIX + slug if slug else None


def slug_of(words: str) -> str:
    """Return the words of a heading as letters a to z, digits and hyphens; empty if none remain."""
    return _NO_SLUG.sub("-", unidecode(unicodedata.normalize("NFC", words)).lower()).strip("-")[:MAX_SLUG_LENGTH]


def other_spelling(words: str) -> str:
    """Return the fragment that GitHub and many converters of Markdown make of a heading."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def with_known_fragment(address: str) -> str:
    """Return a link to another page of the site with the id that a heading has for the fragment of the link.

    Fragments in ASCII are left, because they may be ids of the page itself.
    """
    path, sign, fragment = address.partition("#")
    if not sign or not path or unquote(fragment).isascii():
        return address
    anchor = anchor_id(fragment)
    return f"{path}#{anchor}" if anchor else path
