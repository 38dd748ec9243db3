"""Responses for errors: a JSON body for programs, a page for browsers.

The page is rendered by the function given to ``config.set_error_page``, with the layout of the site.  If that is
not possible (the request could not be read, or rendering fails as well), a plain page shows the same message.
"""

import html
import json
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response

from moothall.core.base.errors import InvalidField, MoothallError
from moothall.core.base.registry import register, registered
from moothall.web.access_help import PROGRAMS, address_of

logger = logging.getLogger(__name__)

#: First segment of the paths of the API, as Plone's clients use it, and the environ key of requests that had it.
API_PREFIX, PREFIXED = "/++api++", "moothall.api_prefix"
#: Names of fields that are not shown again if a form could not be saved.
_NOT_KEPT = ("csrf_token", "password")
#: Form controls that contain no input of a person.
_CONTROLS = ("once", "form_page", "form_writer", "form_basis", "form_merged", "form_again", "send")


def wants_json(request: Request) -> bool:
    """Return True if the sender is a client of the HTTP API rather than a browser."""
    environ = request.environ
    if PREFIXED in environ:
        return True
    accept = environ.get("HTTP_ACCEPT", "").lower()
    if "text/html" in accept:
        return False
    if "json" in accept or environ.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer ":
        return True
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower().endswith("json"):
        return True
    return any(segment.startswith("@") for segment in environ.get("PATH_INFO", "").split("/"))


def error_response(request: Request, error: MoothallError, kept: Iterable[tuple[str, str]] = ()) -> Response:
    """Return the response for a request that ended in ``error``.

    ``kept`` contains the fields of a form that could not be saved, as pairs, so that the page shows them again.
    """
    if wants_json(request):
        return _json_answer(request, error)
    draw = registered(request.registry, "error page").get("page")
    if draw is not None:
        try:
            return _html_answer(draw(request, error, kept), error)
        except Exception:
            logger.exception("The page for a %s could not be drawn", error.type)
    return _html_answer(plain_error_page(request, error, kept), error)


def plain_error_response(request: Request, error: MoothallError) -> Response:
    """Return a response that needs neither database nor templates."""
    return (
        _json_answer(request, error) if wants_json(request) else _html_answer(plain_error_page(request, error), error)
    )


def plain_error_page(request: Request, error: MoothallError, kept: Iterable[tuple[str, str]] = ()) -> str:
    """Return a page in the look of the site that needs neither database nor templates."""
    heading, sentence = (html.escape(_said(request, words)) for words in (error.heading, error.message))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<title>{heading}</title><link rel="stylesheet" href="/static/css/main.css"></head>\n'
        '<body class="m-body m-body--narrow"><header class="m-bar"><div class="m-bar-in"><a class="m-brand" href="/">'
        '<svg class="m-mark" aria-hidden="true" focusable="false"><use href="/static/icons.svg#mark" /></svg>'
        '<span class="m-brand-name">Moothall</span></a></div></header>'
        '<div class="m-shell"><div class="m-frame"><main id="main" class="m-main">'
        f'<div class="m-trouble"><h1>{heading}</h1><p class="m-lead">{sentence}</p></div>'
        f"{_kept_texts(kept)}</main></div></div></body></html>\n"
    )


def kept_fields(request: Request) -> list[tuple[str, str]]:
    """Return the text fields of the submitted form, without secrets and files."""
    try:
        fields = request.POST.items()
    except Exception:
        return []
    return shown_fields(fields)


def shown_fields(fields: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Return the fields that a person typed, without secrets, files and controls of the form."""
    return [
        (name, value)
        for name, value in fields
        if isinstance(value, str)
        and value.strip()
        and name not in _CONTROLS
        and not any(word in name.lower() for word in _NOT_KEPT)
        # Peppercorn's structure markers are not input.
        and not name.startswith("__")
        and not name.endswith("_format")
    ]


def message_of(request: Request, error: MoothallError) -> str:
    """Return the message of ``error`` in the language of the request."""
    return _said(request, error.message)


def _said(request: Request, words: Any) -> str:
    try:
        return request.localizer.translate(words)
    except Exception:
        # The failure that caused the error can also prevent finding the language.
        interpolate = getattr(words, "interpolate", None)
        return interpolate() if interpolate else str(words)


def _json_answer(request: Request, error: MoothallError) -> Response:
    said = {"type": error.type, "message": message_of(request, error)}
    if isinstance(error, InvalidField):
        said["field"] = error.field
    explain = address_of(request, error, PROGRAMS)
    if explain is not None:
        said["explain"] = f"{request.application_url}{explain}"
    body = json.dumps(said, ensure_ascii=False)
    return _finished(Response(body, status=_status(error), content_type="application/json", charset="utf-8"), error)


def _html_answer(page: str, error: MoothallError) -> Response:
    return _finished(Response(page, status=_status(error), content_type="text/html", charset="utf-8"), error)


def _finished(response: Response, error: MoothallError) -> Response:
    response.headers["Cache-Control"] = "no-store"
    if error.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="moothall"'
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _status(error: MoothallError) -> str:
    return f"{error.status} {HTTPStatus(error.status).phrase}"


def _kept_texts(kept: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f'<p><label>{html.escape(name)}<br><textarea class="form-control" rows="8" cols="70" readonly>\n'
        f"{html.escape(value)}</textarea></label></p>"
        for name, value in kept
        if value.strip()
    )


def set_error_page(config: Configurator, draw: Callable[..., str]) -> None:
    """Render error pages with ``draw(request, error, kept)``, which returns HTML."""
    register(config, "error page", "page", draw)
