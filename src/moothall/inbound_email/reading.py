"""Read an email: who sent it, whether a program did, and its text without quotes and signature.

Nothing here reads the site, so that it runs before the write lock is taken.
"""

import email.errors
import email.message
import email.parser
import email.policy
import email.utils
import re
from contextlib import contextmanager
from typing import NamedTuple

from bs4 import BeautifulSoup
from charset_normalizer import from_bytes

from moothall.core.richtext import clean, to_plain

#: Maximum number of parts of an email, and maximum number of characters of text that is read.
MAX_PARTS = 100
MAX_TEXT_LENGTH = 200_000
#: Headers of programs that answer or distribute emails, beside Auto-Submitted (RFC 3834) and Precedence.
_AUTOMATIC_HEADERS = (
    "X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply", "X-Loop", "List-Id", "List-Post",
    "List-Unsubscribe", "Feedback-ID",
)  # fmt: skip
_AUTOMATIC_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}
#: What email programs put around the email that is answered: Outlook, Gmail, Yahoo, Proton, Apple Mail and Thunderbird.
_QUOTES = (
    ".gmail_quote", ".gmail_signature", ".yahoo_quoted", ".protonmail_quote", ".moz-cite-prefix", ".moz-signature",
    ".moz-forward-container", 'blockquote[type="cite"]', "#Signature", "#ms-outlook-mobile-signature",
)  # fmt: skip
#: Elements after which Outlook puts the email that is answered.
_QUOTES_FOLLOW = ("#appendonsend", "#divRplyFwdMsg", "#mail-editor-reference-message-container")
_OUTLOOK_BORDER = re.compile(r"border:\s*none;\s*border-top:\s*solid #[0-9A-F]{6} 1\.0pt", re.IGNORECASE)
#: Maximum number of bytes of a header field that is read: the time of the parser grows with the square of it.
MAX_FIELD_LENGTH = 2_000
_SLOW_FIELDS = re.compile(
    rb"(?:^|[\r\n])(?:from|message-id|auto-submitted|precedence|action|status|diagnostic-code|content-[a-z-]+):"
    rb"[^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*",
    re.IGNORECASE,
)
#: The parser of the standard library raises errors of many classes for headers that are not well-formed.
_PARSER_ERRORS = email.errors.MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError


class Unreadable(Exception):
    """The email is not well-formed, or has too many parts."""


class Received(NamedTuple):
    """An email: sender's address, Message-ID, parts, and whether it is of a program."""

    sender: str
    message_id: str
    parts: tuple
    is_automatic: bool

    def text(self) -> str:
        """Return the text; this takes time, so check the sender first.  May raise :class:`Unreadable`."""
        with _unreadable():
            return _text(self.parts)

    def attachments(self) -> list[str]:
        """Return the names of the attachments.  May raise :class:`Unreadable`."""
        with _unreadable():
            return list(_attachments(self.parts))


@contextmanager
def _unreadable():
    try:
        yield
    except _PARSER_ERRORS as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def parse(content: bytes):
    """Return the parsed email; raise :class:`Unreadable` if it is not well-formed."""
    if any(len(field[0]) > MAX_FIELD_LENGTH for field in _SLOW_FIELDS.finditer(content)):
        raise Unreadable("a header field is too long")
    with _unreadable():
        return email.parser.BytesParser(policy=email.policy.default).parsebytes(content)


def status_fields(message) -> list:
    """Return the groups of fields of a delivery status notification (RFC 3464), one for each recipient."""
    with _unreadable():
        parts = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
        return [group for part in parts[:1] for group in part.get_payload()[:MAX_PARTS] if "Action" in group]


def read_email(content: bytes, return_path: str | None) -> Received:
    """Parse an email; ``return_path`` is the sender of the envelope.  May raise :class:`Unreadable`."""
    message = parse(content)
    with _unreadable():
        return Received(
            _sender(message),
            str(message["Message-ID"] or "").strip()[:500],
            tuple(_leaves(message)),
            is_automatic(message, return_path),
        )


def _leaves(message) -> list:
    found, waiting = [], [message]
    while waiting:
        part = waiting.pop(0)
        # A forwarded email is an attachment: its parts are not those of this one.
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting[:0] = part.get_payload()
        else:
            found.append(part)
        if len(found) + len(waiting) > MAX_PARTS:
            raise Unreadable("too many parts")
    return found


def _sender(message) -> str:
    """Return the one address of the sender, or an empty text."""
    fields = message.get_all("From", [])
    found = [address for _name, address in email.utils.getaddresses([str(one) for one in fields]) if address]
    return found[0] if len(fields) == 1 and len(found) == 1 else ""


def is_automatic(message, return_path: str | None) -> bool:
    """Return True for an email that a program wrote or distributed (RFC 3834): it must never be answered or posted."""
    submitted = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    return (
        return_path in ("", "<>")
        or submitted != "no"
        or str(message.get("Precedence", "")).strip().lower() in _AUTOMATIC_PRECEDENCE
        or any(name in message for name in _AUTOMATIC_HEADERS)
        or message.get_content_type() in ("multipart/report", "message/disposition-notification")
        or (return_path or "").partition("@")[0].lower() in ("mailer-daemon", "postmaster")
    )


def _is_attachment(part) -> bool:
    if part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text":
        return True
    return part.get_content_type() not in ("text/plain", "text/html") or bool(part.get_filename())


def _attachments(parts):
    for part in parts:
        is_signature = part.get_content_type() in ("application/pgp-signature", "application/pkcs7-signature")
        if _is_attachment(part) and not is_signature:
            yield " ".join((part.get_filename() or part.get_content_type()).split())[:100]


def _text(parts) -> str:
    texts = [part for part in parts if not _is_attachment(part)]
    plain = [part for part in texts if part.get_content_type() == "text/plain"]
    found = "\n\n".join(filter(None, (_plain(part) for part in plain)))
    if not found.strip():
        found = "\n\n".join(_from_html(_decoded(part)) for part in texts if part not in plain)
    return found.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")[:MAX_TEXT_LENGTH]


def _decoded(part) -> str:
    """Return the text of a part; the encoding is guessed if the named one is unknown or wrong."""
    content = part.get_payload(decode=True) or b""
    for charset in (part.get_content_charset(), "utf-8"):
        try:
            return content.decode(charset or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    best = from_bytes(content[:MAX_TEXT_LENGTH]).best()
    return content.decode(best.encoding if best is not None else "latin-1", "replace")


def _plain(part) -> str:
    text = _decoded(part)
    if str(part.get_param("format", "")).lower() == "flowed":
        return unflow(text, str(part.get_param("delsp", "")).lower() == "yes")
    return text


def unflow(text: str, without_space: bool = False) -> str:
    """Join the lines of a text that is ``format=flowed`` (RFC 3676)."""
    found: list[str] = []
    depth_before, is_open = 0, False
    for line in text.replace("\r\n", "\n").split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        is_flowed = content.endswith(" ") and content != "-- "
        joined = content[:-1] if is_flowed and without_space else content
        if is_open and depth == depth_before and content != "-- ":
            found[-1] += joined
        else:
            found.append(f"{'>' * depth} {joined}" if depth else joined)
        depth_before, is_open = depth, is_flowed
    return "\n".join(found)


def _from_html(html: str) -> str:
    soup = BeautifulSoup(html[:MAX_TEXT_LENGTH], "lxml")
    for selector in _QUOTES:
        for element in soup.select(selector):
            element.extract()
    borders = soup.find_all("div", style=_OUTLOOK_BORDER)
    for element in [*(soup.select_one(selector) for selector in _QUOTES_FOLLOW), *borders[:1]]:
        if element is not None:
            for follower in list(element.find_next_siblings()):
                follower.extract()
            element.extract()
    return to_plain(clean(str(soup.body or soup)))
