"""Rich text: cleaned when it is saved, and converted to Markdown, plain text, excerpts and outlines.

HTML is the stored form. It is cleaned once, when it is saved (`clean`), never when it is shown. `SafeHTML` marks
cleaned text: templates insert it as it is and escape every other string.
"""

from moothall.core.richtext.addresses import own_addresses
from moothall.core.richtext.anchors import anchor_id
from moothall.core.richtext.cleaning import LIMIT, SafeHTML, clean, stored
from moothall.core.richtext.markdown import from_markdown, survives_markdown, to_markdown
from moothall.core.richtext.plain import excerpt, outline, to_plain, without_quotes
from moothall.core.richtext.sources import HTML, MARKDOWN, SOURCES, from_source

__all__ = [
    "HTML",
    "LIMIT",
    "MARKDOWN",
    "SOURCES",
    "SafeHTML",
    "anchor_id",
    "clean",
    "excerpt",
    "from_markdown",
    "from_source",
    "outline",
    "own_addresses",
    "stored",
    "survives_markdown",
    "to_markdown",
    "to_plain",
    "without_quotes",
]
