"""What people send as text, made into clean HTML: HTML, Markdown or plain text, by media type.

A long text takes longer to be made safe than to be saved.  So what a request brings is
made safe before its turn to write has come (:mod:`moothall.web.text_preprocessing`), and
while :func:`remembering` lasts is not worked on again.
"""

import threading
from contextlib import contextmanager

from moothall.core.base.errors import BadInput
from moothall.core.richtext.cleaning import clean
from moothall.core.richtext.markdown import from_markdown

HTML, MARKDOWN, PLAIN = "text/html", "text/markdown", "text/plain"

#: What means something in Markdown.
_SIGNS = frozenset("\\`*_{}[]<>()#+-.!|~")

_here = threading.local()


def _trimmed(text):
    """Without empty lines around it, as forms send it on."""
    return text.strip("\r\n").rstrip()


def _from_plain(text):
    return from_markdown("".join(f"\\{letter}" if letter in _SIGNS else letter for letter in text))


SOURCES = {HTML: clean, MARKDOWN: from_markdown, PLAIN: _from_plain}


def from_source(text, kind):
    """Clean HTML from ``text``, which is of a media type in :data:`SOURCES`; raises :class:`BadInput` as they do."""
    text = _trimmed(text)
    known = getattr(_here, "known", {}).get((kind, text))
    return SOURCES[kind](text) if known is None else known


def prepared(texts):
    """{(kind, text): clean HTML} for pairs (kind, text); what is refused is left for when it is asked for."""
    found = {}
    for kind, text in ((kind, _trimmed(text)) for kind, text in texts):
        try:
            found[kind, text] = SOURCES[kind](text)
        except BadInput:
            continue
    return found


@contextmanager
def remembering(known):
    """Let :func:`from_source` find what was :func:`prepared`, in this thread and for a while."""
    _here.known = known
    try:
        yield
    finally:
        del _here.known
