"""Parse forms within limits and store the fields for ``request.POST``.

WebOb parses forms with the standard library's ``cgi``, which limits neither fields nor header lines, opens a
temporary file for each longer field and was removed in Python 3.13.  Here, large files go to disk and the size of
text is limited.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import parse_qsl

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header
from pyramid.request import Request
from webob.multidict import MultiDict

from moothall.core.base.errors import BadInput, TooLarge
from moothall.core.base.i18n import _
from moothall.web.settings import WebSettings

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"

#: Environ key where WebOb stores the fields of a parsed body, with the body itself.
_PARSED = "webob._parsed_post_vars"
#: Maximum bytes of a file in memory; larger files are temporary files.
_IN_MEMORY = 64 * 1024
#: Maximum number of files in one form, since each may be an open file of the process.
MOST_FILES = 200

NOT_UTF8 = _("What you sent contains invalid characters. Check it and send it again.")
BROKEN_FORM = _("The form did not arrive in full. Send it again.")
FILE_FOR_TEXT = _("You sent a file where text is expected.")
TOO_MANY_FIELDS = _("The form has too many fields.")
TOO_MANY_FILES = _("The form has too many files. Send at most ${n} at a time.", mapping={"n": MOST_FILES})
FORM_TOO_LARGE = _("The text is too long to send at once.")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file in a form; ``file`` is positioned at its beginning."""

    filename: str
    file: IO[bytes]


def parse_urlencoded(request: Request, settings: WebSettings) -> None:
    """Parse a body without files; raise `BadInput` for invalid text, `TooLarge` for too many fields."""
    body = request.body
    if body.count(b"&") >= settings.max_form_fields:
        raise TooLarge(TOO_MANY_FIELDS)
    try:
        fields = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise BadInput(NOT_UTF8) from None
    _check_text(*(text for field in fields for text in field))
    _keep(request, fields)


def parse_multipart(request: Request, settings: WebSettings, takes_files: Any) -> None:
    """Parse a body with files, which are only accepted in the fields named in ``takes_files``.

    Raise `BadInput` for a body that is malformed or not text, `TooLarge` beyond a limit.
    """
    boundary = parse_options_header(request.environ["CONTENT_TYPE"])[1].get("boundary")
    if not boundary:
        raise BadInput(BROKEN_FORM)
    request.make_body_seekable()
    body, form = request.body_file_raw, _Form(settings, takes_files)
    # One part more than the maximum is allowed, so that the error can name the exceeded limit.
    parser = PushMultipartParser(boundary, max_segment_count=settings.max_form_fields + 1)
    try:
        for event in parser.parse_blocking(body.read):
            form.take(event)
    except ParserLimitReached:
        form.close()
        raise TooLarge() from None
    except MultipartError:
        form.close()
        raise BadInput(BROKEN_FORM) from None
    except BaseException:
        form.close()
        raise
    body.seek(0)
    _keep(request, form.fields)


def rewind_files(environ: dict[str, Any]) -> None:
    """Rewind the files of a form for another attempt."""
    for _name, value in _kept(environ):
        if not isinstance(value, str):
            value.file.seek(0)


def close_files(environ: dict[str, Any]) -> None:
    """Remove the fields of a form and close its temporary files."""
    _close(_kept(environ))
    environ.pop(_PARSED, None)


class _Form:
    """The fields of a form while it is parsed."""

    def __init__(self, settings: WebSettings, takes_files: Any) -> None:
        self.fields: list[tuple[str, str | SentFile]] = []
        self._most_fields, self._text_left = settings.max_form_fields, settings.max_form_text_size
        self._files_left, self._takes_files = MOST_FILES, takes_files
        self._name = ""
        self._file: SpooledTemporaryFile[bytes] | None = None
        self._text: list[bytes] = []

    def take(self, event: Any) -> None:
        """Process an event of the parser: the header of a part, bytes of it, or None at its end."""
        if event is None:
            self._end()
        elif isinstance(event, MultipartSegment):
            self._begin(event)
        elif self._file is not None:
            self._file.write(event)
        else:
            self._text_left -= len(event)
            if self._text_left < 0:
                raise TooLarge(FORM_TOO_LARGE)
            self._text.append(event)

    def close(self) -> None:
        """Close the temporary files."""
        _close(self.fields)

    def _begin(self, head: Any) -> None:
        if len(self.fields) == self._most_fields:
            raise TooLarge(TOO_MANY_FIELDS)
        if not head.name:
            raise BadInput(BROKEN_FORM)
        _check_text(head.name, head.filename or "")
        self._name = head.name
        # An empty file input has no file name and no content and is stored as an empty text.
        if head.filename:
            self._add_file(head)

    def _add_file(self, head: Any) -> None:
        if head.name not in self._takes_files:
            # Code that reads the field as text would fail on a file.
            raise BadInput(FILE_FOR_TEXT)
        if not self._files_left:
            raise TooLarge(TOO_MANY_FILES)
        self._files_left -= 1
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (the end of the request closes it)
        self.fields.append((head.name, SentFile(head.filename, self._file)))

    def _end(self) -> None:
        if self._file is not None:
            self._file.seek(0)
        else:
            try:
                text = b"".join(self._text).decode("utf-8")
            except UnicodeDecodeError:
                raise BadInput(NOT_UTF8) from None
            _check_text(text)
            self.fields.append((self._name, text))
        self._file, self._text = None, []


def _check_text(*texts: Any) -> None:
    if any("\0" in text for text in texts):
        raise BadInput(NOT_UTF8)


def _keep(request: Request, fields: Any) -> None:
    request.environ[_PARSED] = MultiDict(fields), request.body_file_raw


def _kept(environ: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    return environ[_PARSED][0].items() if _PARSED in environ else ()


def _close(fields: Any) -> None:
    for _name, value in fields:
        if not isinstance(value, str):
            value.file.close()
