"""Decode bytes to text, or say why that is not possible."""

import codecs
import re

from charset_normalizer import from_bytes

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})|encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Encodings that browsers use for these labels, because pages are written for browsers.
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
}
# Codecs that are not character sets, or that hide markup from checks of the bytes.
_NEVER = frozenset(
    {
        "utf-7",
        "utf7",
        "hz",
        "idna",
        "punycode",
        "unicode-escape",
        "raw-unicode-escape",
        "undefined",
        "base64",
        "hex",
        "rot13",
        "zlib",
        "bz2",
        "uu",
        "quopri",
        "mbcs",
        "oem",
        "palmos",
    }
)


class Undecodable(Exception):
    """The encoding of the bytes cannot be determined, or they are not valid in it."""


#: Maximum share of broken characters in a text that is still read as UTF-8.
_MAX_BROKEN = 0.01
BROKEN = "\ufffd"


def decode(content: bytes) -> str:
    """Return the text, decoded by its byte order mark, as UTF-8, by its declared charset, or by detection.

    A text in UTF-8 with a few broken bytes is read with :data:`BROKEN` in their place.  Raise Undecodable if the
    content is no text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _mended(content[len(mark) :]) if encoding == "utf-8-sig" else _by(encoding, content)
    if b"\0" in content:
        raise Undecodable("is not text, or does not declare its encoding")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(content[:2048])
    if declared:
        label = (declared[1] or declared[2]).decode("ascii").lower()
        if label not in ("utf-8", "utf8"):
            return _by(_MEANT.get(label, label), content)
    mended = content.decode("utf-8", "replace")
    others = sum(1 for letter in mended if not letter.isascii() and letter != BROKEN)
    if (declared or others) and mended.count(BROKEN) <= max(
        1, _MAX_BROKEN * (len(mended) if declared else 10 * others)
    ):
        return mended
    guess = from_bytes(content[:200_000], threshold=0.15).best()
    if guess is None:
        raise Undecodable("has an unknown encoding")
    return _by(guess.encoding, content)


def _mended(content: bytes) -> str:
    """Return a text that is marked as UTF-8, with a replacement for each broken byte."""
    if b"\0" in content:
        raise Undecodable("is not text, or does not declare its encoding")
    return content.decode("utf-8", "replace")


def _by(encoding: str, content: bytes) -> str:
    try:
        if codecs.lookup(encoding).name.replace("_", "-") in _NEVER:
            raise LookupError
        text = content.decode(encoding)
    except (LookupError, TypeError):
        raise Undecodable(f"declares an unknown encoding: {encoding}") from None
    except (UnicodeError, ValueError):
        raise Undecodable(f"is not in the encoding it declares: {encoding}") from None
    if not isinstance(text, str) or "\0" in text:
        raise Undecodable("is not text, or does not declare its encoding")
    return text
