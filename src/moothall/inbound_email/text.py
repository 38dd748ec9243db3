"""The HTML of a post from the text of an email."""

from itertools import groupby

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.richtext import SafeHTML, clean, from_source
from moothall.inbound_email.quoting import Reply

PLAIN = "text/plain"
#: Maximum number of characters of a reply, quotes included; the conversion takes a second for four times as many.
MAX_LENGTH = 50_000


def to_html(reply: Reply, notes: list[str]) -> SafeHTML:
    """Return the text with its quotes, the doubtful part as a quote below, and ``notes`` as last paragraphs.

    Raise :class:`~moothall.core.base.errors.BadInput` for a text that is too long.
    """
    if len(reply.text) + len(reply.doubtful) > MAX_LENGTH:
        raise BadInput(_("This text is too long. Split it up."))
    parts = [
        _quote("\n".join(line.lstrip()[1:].removeprefix(" ") for line in lines)) if is_quote else _plain(lines)
        for is_quote, lines in _groups(reply.text)
    ]
    if reply.doubtful:
        parts.append(_quote(reply.doubtful))
    parts += [str(from_source(note, PLAIN)) for note in notes]
    return clean("".join(parts))


def _groups(text: str):
    for is_quote, lines in groupby(text.split("\n"), lambda line: line.lstrip().startswith(">")):
        yield is_quote, list(lines)


def _plain(lines: list[str]) -> str:
    return str(from_source("\n".join(lines), PLAIN))


def _quote(text: str) -> str:
    return f"<blockquote>{from_source(text, PLAIN)}</blockquote>"
