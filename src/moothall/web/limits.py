"""Refuse requests that are too large, have too many fields or contain invalid text.

The check is made early, before the body takes memory and before the write lock.  The error is raised late, where
the exception views can render its page.
"""

import json
import math
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import EXCVIEW, INGRESS, MAIN

from moothall.core.base.errors import BadInput, MoothallError, TooLarge
from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.base.settings import settings_of
from moothall.web.form_data import (
    BROKEN_FORM,
    FORM_TOO_LARGE,
    MULTIPART,
    NOT_UTF8,
    TOO_MANY_FIELDS,
    URLENCODED,
    close_files,
    parse_multipart,
    parse_urlencoded,
)
from moothall.web.settings import WebSettings

_REFUSAL = "moothall.refusal"
_SEEN = "moothall.inspected"
#: Environ key of the server's input, which only the server closes.
_SERVERS = "moothall.input"

#: A string, which may contain brackets, or a single bracket.
_JSON_NESTING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)
#: No address contains them, but the pattern of a route also matches before a newline at the end.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")

TOO_DEEP = _("The data is nested too deeply.")
NOT_JSON = _("The body is not valid JSON.")


def refusal(request: Request) -> MoothallError | None:
    """Return the error found by the early check, or ``None``."""
    return request.environ.get(_REFUSAL)


def check_content_length(environ: dict[str, Any], settings: WebSettings) -> None:
    """Discard a body that is too large, so that nothing reads it."""
    environ[_SERVERS] = environ.get("wsgi.input")
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        _put_away(environ, BadInput(BROKEN_FORM))
    elif int(length[:20]) > settings.max_request_body_size:
        _put_away(environ, TooLarge())
    elif _kind_of(environ) == URLENCODED and int(length) > settings.max_form_text_size:
        _put_away(environ, TooLarge(FORM_TOO_LARGE))


def limits_tween_factory(handler: Callable[[Request], Response], registry: Registry) -> Callable[[Request], Response]:
    """Check the request before any other code reads it, and store the error found."""
    settings = settings_of(registry, WebSettings)

    def limits_tween(request: Request) -> Response:
        environ = request.environ
        if _SEEN not in environ:
            environ[_SEEN] = True
            _drop_unreadable_cookies(request)
            try:
                if _REFUSAL not in environ:
                    inspect(request, settings)
            except MoothallError as error:
                _put_away(environ, error)
        return handler(request)

    return limits_tween


def rejection_tween_factory(
    handler: Callable[[Request], Response], _registry: Registry
) -> Callable[[Request], Response]:
    """Raise the stored error where the exception views handle it."""

    def refusing_tween(request: Request) -> Response:
        error = refusal(request)
        if error is not None:
            # A copy is raised, since one exception would collect the tracebacks of all attempts.
            raise type(error)(error.message)
        return handler(request)

    return refusing_tween


def inspect(request: Request, settings: WebSettings) -> None:
    """Raise `BadInput` or `TooLarge` for a request that must not reach a view."""
    environ = request.environ
    path = environ.get("PATH_INFO", "")
    _check_text(path.encode("latin-1"))
    if _CONTROL.search(path):
        raise BadInput(NOT_UTF8)
    query = environ.get("QUERY_STRING", "")
    if query.count("&") >= settings.max_form_fields:
        raise TooLarge(TOO_MANY_FIELDS)
    _check_text(_unquoted(query.encode("latin-1", "replace")))
    kind = _kind_of(environ)
    if kind == URLENCODED:
        _check_charset(request)
        parse_urlencoded(request, settings)
    elif kind == MULTIPART:
        _check_charset(request)
        parse_multipart(request, settings, registered(request.registry, "file field"))
    elif kind.endswith("json"):
        _check_charset(request)


def json_body(request: Request) -> Any:
    """Return the body parsed as JSON, once; raise `BadInput` if it is invalid."""
    return json_of(request, request.body)


def json_of(request: Request, sent: bytes, wrong: str = NOT_JSON) -> Any:
    """Parse the bytes of a body or field as JSON; raise `BadInput` with the message ``wrong`` if they are invalid."""
    depth = settings_of(request.registry, WebSettings).max_json_depth
    if sent.count(b"[") + sent.count(b"{") > depth and _nesting(sent) > depth:
        raise BadInput(TOO_DEEP)
    try:
        text = sent.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(NOT_UTF8) from None
    try:
        parsed = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BadInput(wrong) from None
    wrong_in = _without_text(parsed) if "\\u" in text else None
    if wrong_in is not None:
        raise BadInput(
            _(
                "“${field}” contains invalid characters. Check it and send it again.",
                mapping={"field": wrong_in},
            )
            if wrong_in
            else NOT_UTF8
        )
    return parsed


def close_copied_body(environ: dict[str, Any]) -> None:
    """Close the temporary files of a copied body; the server closes its own input."""
    close_files(environ)
    if environ.pop("webob.is_body_seekable", False) and environ["wsgi.input"] is not environ.get(_SERVERS):
        environ["wsgi.input"].close()
        environ["wsgi.input"] = BytesIO()


def last_segment(request: Request) -> str:
    """Return the last segment of the path, which may name a view."""
    return request.environ.get("PATH_INFO", "").rstrip("/").rpartition("/")[2]


def _kind_of(environ: dict[str, Any]) -> str:
    """Return the media type of the body; as in WebOb, a POST without one is a form."""
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    return kind or (URLENCODED if environ.get("REQUEST_METHOD") == "POST" else "")


def _drop_unreadable_cookies(request: Request) -> None:
    # Another site on the same domain may have set the cookies, so the request is not refused.
    try:
        request.cookies.get("")
    except UnicodeDecodeError:
        del request.environ["HTTP_COOKIE"]


def _put_away(environ: dict[str, Any], error: MoothallError) -> None:
    close_copied_body(environ)
    environ[_REFUSAL] = error
    environ["wsgi.input"] = BytesIO()
    environ["CONTENT_LENGTH"] = "0"


def _check_text(data: bytes) -> None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(NOT_UTF8) from None
    if "\0" in text:
        raise BadInput(NOT_UTF8)


def _unquoted(data: bytes) -> bytes:
    return unquote_to_bytes(data) if b"%" in data else data


def _check_charset(request: Request) -> None:
    charset = re.search(r'charset="?([^";\s]+)', request.environ.get("CONTENT_TYPE", ""), re.IGNORECASE)
    if charset is not None and charset[1].lower() not in ("utf-8", "utf8"):
        raise BadInput(NOT_UTF8)


def _nesting(body: bytes) -> int:
    depth = deepest = 0
    for match in _JSON_NESTING.finditer(body):
        token = match[0]
        if token in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token in b"]}":
            depth -= 1
    return deepest


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("too large a number")
    return number


def _without_text(value: Any, field: str = "") -> str | None:
    """Return the name of the innermost field with invalid text (empty if it has no name), or ``None``."""
    if isinstance(value, str):
        return field if _NO_TEXT.search(value) else None
    if isinstance(value, dict):
        parts = [*((key, field) for key in value), *((each, key) for key, each in value.items())]
    else:
        parts = [(each, field) for each in value] if isinstance(value, list) else []
    return next((found for each, name in parts if (found := _without_text(each, name)) is not None), None)


def add_file_fields(config: Configurator, *names: Any) -> None:
    """Accept files in the fields with these names; files in other fields are refused."""
    for name in names:
        register(config, "file field", name, True)


def includeme(config: Configurator) -> None:
    """Register the tweens, ``request.json_body`` and the directive for file fields."""
    config.add_directive("add_file_fields", add_file_fields)
    config.add_request_method(json_body, "json_body", reify=True)
    config.add_tween(
        "moothall.web.limits.limits_tween_factory",
        under=("moothall.web.hosts.hosts_tween_factory", INGRESS),
        over=("pyramid_tm.tm_tween_factory", EXCVIEW),
    )
    config.add_tween("moothall.web.limits.rejection_tween_factory", under=EXCVIEW, over=MAIN)
