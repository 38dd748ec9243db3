"""The words of a text without its markup: for the index, for summaries, for the table of contents."""

import re
from html import unescape

from moothall.core.richtext.cleaning import BLOCKS, SafeHTML, clean

_BLOCK = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS | {'br'}))})(?: [^>]*)?>")
_IMAGE = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>')
_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r'<h([234])(?: [a-z]+="[^"]*")*? id="([^"]*)"[^>]*>(.*?)</h\1>', re.DOTALL)


def to_plain(html):
    """The words, one line for each block; images count with their description."""
    if not isinstance(html, SafeHTML):
        html = clean(html)
    text = _BLOCK.sub("\n", html.replace("\n", " "))
    if "<img" in text:
        text = _IMAGE.sub(r" \1 ", text)
    lines = (" ".join(line.split()) for line in unescape(_TAG.sub("", text)).split("\n"))
    return "\n".join(line for line in lines if line)


def excerpt(html, length=200):
    """The beginning in one line of at most `length` characters, cut between words."""
    words = " ".join(to_plain(html).split())
    if len(words) <= length:
        return words
    cut = words[:length].rsplit(" ", 1)[0] if " " in words[:length] else words[: length - 1]
    return cut.rstrip(" ,;:.–—-")[: length - 1] + "…"


def outline(html):
    """The headings in order: (level, id, title). Levels are 2 to 4."""
    if not isinstance(html, SafeHTML):
        html = clean(html)
    return [
        (int(level), anchor, " ".join(unescape(_TAG.sub("", inner)).split()))
        for level, anchor, inner in _HEADING.findall(html)
    ]
