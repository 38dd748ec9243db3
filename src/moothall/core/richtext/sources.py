"""Convert submitted text to clean HTML by its media type: HTML, Markdown or plain text.

Cleaning a long text takes longer than saving it.  So the texts of a request are cleaned before
it waits for the write lock (:mod:`moothall.web.text_preprocessing`), and reused inside
:func:`remembering`.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from moothall.core.base.errors import BadInput
from moothall.core.richtext.cleaning import SafeHTML, clean
from moothall.core.richtext.markdown import from_markdown

HTML, MARKDOWN, PLAIN = "text/html", "text/markdown", "text/plain"

#: Characters with a meaning in Markdown.
_SIGNS = frozenset("\\`*_{}[]<>()#+-.!|~")

_here = threading.local()


def _trimmed(text: str) -> str:
    """Return the text without the empty lines around it that forms send."""
    return text.strip("\r\n").rstrip()


def _from_plain(text: str) -> SafeHTML:
    return from_markdown("".join(f"\\{letter}" if letter in _SIGNS else letter for letter in text))


SOURCES: dict[str, Callable[[str], SafeHTML]] = {HTML: clean, MARKDOWN: from_markdown, PLAIN: _from_plain}


def from_source(text: str, kind: str) -> SafeHTML:
    """Return clean HTML of ``text``, whose media type is a key of :data:`SOURCES`; may raise :class:`BadInput`."""
    text = _trimmed(text)
    known = getattr(_here, "known", {}).get((kind, text))
    return SOURCES[kind](text) if known is None else known


def prepared(texts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], SafeHTML]:
    """Return {(media type, text): clean HTML} for such pairs, without those that are not valid."""
    found = {}
    for kind, text in ((kind, _trimmed(text)) for kind, text in texts):
        try:
            found[kind, text] = SOURCES[kind](text)
        except BadInput:
            continue
    return found


@contextmanager
def remembering(known: Mapping[tuple[str, str], SafeHTML]) -> Iterator[None]:
    """Reuse the result of :func:`prepared` in :func:`from_source`, for this thread inside the block."""
    _here.known = known
    try:
        yield
    finally:
        del _here.known
