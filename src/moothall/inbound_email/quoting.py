"""Separate what a person wrote in a reply from the quoted email and the signature.

``mail-parser-reply`` knows the lines with which email programs introduce a quote in thirteen languages.  It takes
everything after a complimentary close for a signature; what may be more than that is kept as doubtful.
"""

import re
from typing import NamedTuple

#: Maximum number of lines and of characters of a signature without the delimiter "-- ".
MAX_SIGNATURE_LINES, MAX_SIGNATURE_LENGTH = 6, 300
#: Minimum number of line breaks in the header of an email that Outlook quotes.
MIN_HEADER_LINES = 2
#: Maximum number of characters in which quotes are searched.
MAX_SEARCHED_LENGTH = 8_000
#: A character for private use, around the number of a line that is put aside.
_ASIDE = "\ue000"
_PUT_ASIDE = re.compile(f"{_ASIDE}(\\d+){_ASIDE}")
#: Lines that are too long to introduce a quote; quoted lines stay.
_LONG_LINE = re.compile(r"^(?![^\S\n]*>)[^\n]{200,}", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n){3,}")
_QUOTED = re.compile(r"^\s*>")
_DELIMITER = re.compile(r"^-- ?$", re.MULTILINE)
#: Lines that introduce a quote, if a quoted line follows and the library does not know the language.
_INTRODUCTION = re.compile(r"^[^\n>]{5,200}[:：]\s*\n(?:[^\n>]{0,80}[:：]\s*\n)?\s*\n?(?=\s*>)", re.MULTILINE)


class Reply(NamedTuple):
    """The text that a person wrote, and text that may belong to it."""

    text: str
    doubtful: str = ""


def without_quotes(text: str) -> Reply:
    """Return what a person wrote; a text of unusual length is returned whole, except a signature with a delimiter.

    The library searches with regular expressions whose time grows with the square of the length.  So long lines, which
    introduce no quote, are put aside, and runs of empty lines are shortened.
    """
    long_lines: list[str] = []

    def put_aside(found: re.Match) -> str:
        long_lines.append(found[0])
        return f"{_ASIDE}{len(long_lines) - 1}{_ASIDE}"

    short = _EMPTY_LINES.sub("\n\n\n", _LONG_LINE.sub(put_aside, text.replace(_ASIDE, "")))
    if len(short) > MAX_SEARCHED_LENGTH:
        return Reply(_without_signature(text))
    found = _searched(short)
    return Reply(*(_PUT_ASIDE.sub(lambda one: long_lines[int(one[1])], part) for part in found))


def _searched(text: str) -> Reply:
    """Return what a person wrote in a text of limited length.

    A reply between quoted lines is returned whole, with the quotes, since it cannot be understood without them.
    """
    # The library is needed by processes that take replies only.
    from mailparser_reply import EmailReplyParser
    from mailparser_reply.constants import MAIL_LANGUAGES

    message = EmailReplyParser(languages=list(MAIL_LANGUAGES)).read(text)
    first = message.replies[0] if message.replies else None
    if first is None:
        return Reply("", text.strip())
    above, unmarked = _split_unmarked(message)
    if not above.strip():
        return Reply(_after_signature(unmarked))
    if _is_between_quotes(above.strip().split("\n")):
        return Reply(_without_signature(above), _after_signature(unmarked))
    own = first.content
    introduced = _INTRODUCTION.search(own)
    if introduced is not None:
        own = own[: introduced.start()]
    own = "\n".join(line for line in own.split("\n") if not _QUOTED.match(line)).strip()
    delimited = _DELIMITER.search(own)
    if delimited is not None:
        own = own[: delimited.start()].strip()
    signature = (first.signatures or "").strip()
    doubtful = ""
    if signature and signature in own:
        before, _signature, _rest = own.partition(signature)
        is_short = signature.count("\n") < MAX_SIGNATURE_LINES and len(signature) <= MAX_SIGNATURE_LENGTH
        if before.strip() or not is_short:
            own = before.strip()
            doubtful = "" if is_short else signature
    return Reply(own, "\n\n".join(filter(None, (doubtful, _after_signature(unmarked)))))


def _split_unmarked(message) -> tuple[str, str]:
    """Return the text before and after the header of a quote whose lines have no mark, as Outlook writes it."""
    for one in message.replies:
        header = (one.headers or "").strip()
        if header.count("\n") >= MIN_HEADER_LINES and not _QUOTED.match(header):
            above, _header, below = message.text.partition(header)
            return above, below
    return message.text, ""


def _after_signature(quoted: str) -> str:
    """Return what was written below a quote without marks: the quoted email ends with the title of the site."""
    parts = _DELIMITER.split(quoted)
    return parts[-1].strip().partition("\n")[2].strip() if len(parts) > 1 else ""


def _is_between_quotes(lines: list[str]) -> bool:
    """Return True if own lines follow quoted ones, before any signature."""
    seen = False
    for line in lines:
        if _DELIMITER.match(line):
            return False
        if _QUOTED.match(line):
            seen = True
        elif seen and line.strip():
            return True
    return False


def _without_signature(text: str) -> str:
    return _DELIMITER.split(text)[0].strip()
