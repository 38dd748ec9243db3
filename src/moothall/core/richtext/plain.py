"""Plain text of HTML: for the search index, summaries and tables of contents."""

import re
from html import unescape

from moothall.core.richtext.cleaning import BLOCKS, SafeHTML, clean

_BLOCK = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS | {'br'}))})(?: [^>]*)?>")
_IMAGE = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>')
_TAG = re.compile(r"<[^>]*>")
_QUOTE = re.compile(r"<blockquote(?: [^>]*)?>(?:(?!<blockquote\b).)*?</blockquote>", re.DOTALL)
_HEADING = re.compile(r'<h([234])(?: [a-z-]+="[^"]*")*? id="([^"]*)"[^>]*>(.*?)</h\1>', re.DOTALL)


def to_plain(html: str) -> str:
    """Return the text with one line for each block; images are replaced by their description."""
    if not isinstance(html, SafeHTML):
        html = clean(html)
    text = _BLOCK.sub("\n", html.replace("\n", " "))
    if "<img" in text:
        text = _IMAGE.sub(r" \1 ", text)
    lines = (" ".join(line.split()) for line in unescape(_TAG.sub("", text)).split("\n"))
    return "\n".join(line for line in lines if line)


def without_quotes(html: str) -> SafeHTML:
    """Return clean HTML without block quotations, including nested ones: only the author's own words."""
    text: str = html if isinstance(html, SafeHTML) else clean(html)
    # The innermost quotations are removed first.
    while (less := _QUOTE.sub(" ", text)) != text:
        text = less
    return SafeHTML(text)


def excerpt(html: str, length: int = 200) -> str:
    """Return the beginning in one line of at most `length` characters, cut between words."""
    words = " ".join(to_plain(html).split())
    if len(words) <= length:
        return words
    cut = words[:length].rsplit(" ", 1)[0] if " " in words[:length] else words[: length - 1]
    return cut.rstrip(" ,;:.–—-")[: length - 1] + "…"


def outline(html: str) -> list[tuple[int, str, str]]:
    """Return (level, id, title) of the headings in order. Levels are 2 to 4."""
    if not isinstance(html, SafeHTML):
        html = clean(html)
    return [
        (int(level), anchor, " ".join(unescape(_TAG.sub("", inner)).split()))
        for level, anchor, inner in _HEADING.findall(html)
    ]
