"""Make addresses of the site in texts relative to it, and sanitize long texts before the write lock is taken.

The lock blocks all other writers.  Only requests with a valid session are prepared; visitors' texts are refused anyway.
"""

from collections.abc import Callable, Iterator

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response

from moothall.core.base.errors import BadInput
from moothall.core.base.settings import settings_of
from moothall.core.richtext import own_addresses
from moothall.core.richtext.sources import HTML, MARKDOWN, SOURCES, prepared, remembering
from moothall.core.storage.databases import PEOPLE, open_databases
from moothall.web import limits
from moothall.web.form_data import MULTIPART, URLENCODED
from moothall.web.security import token_of
from moothall.web.transactions import SAFE_METHODS

#: Minimum length in characters; shorter texts are sanitized about as fast as a lock is passed on.
LONG = 2_000

_PREPARED = "moothall.texts"


def text_preprocessing_tween_factory(
    handler: Callable[[Request], Response], registry: Registry
) -> Callable[[Request], Response]:
    """Sanitize the texts of an unsafe request, once for all its attempts."""
    site_url: str = settings_of(registry).site_url

    def preparing_tween(request: Request) -> Response:
        with own_addresses((site_url, request.host_url)):
            return prepare(request)

    def prepare(request: Request) -> Response:
        if request.method in SAFE_METHODS or limits.refusal(request) is not None:
            return handler(request)
        if _PREPARED not in request.environ:
            texts = [(kind, text) for kind, text in _texts_of(request) if kind in SOURCES and len(text) >= LONG]
            request.environ[_PREPARED] = prepared(texts) if texts and _is_logged_in(request) else {}
        with remembering(request.environ[_PREPARED]):
            return handler(request)

    return preparing_tween


def _texts_of(request: Request) -> Iterator[tuple[str, str]]:
    """Return (kind, text) of the rich texts in a form or a JSON body."""
    if request.content_type in (URLENCODED, MULTIPART):
        for name, value in request.POST.items():
            kind = request.POST.get(f"{name}_format")
            if kind is not None and isinstance(value, str):
                yield MARKDOWN if kind == "markdown" else HTML, value
    elif request.content_type.endswith("json"):
        yield from _texts_of_program(request)


def _texts_of_program(request: Request) -> Iterator[tuple[str, str]]:
    try:
        sent = request.json_body
    except BadInput:
        return
    text = sent.get("text") if isinstance(sent, dict) else None
    kind = HTML
    if isinstance(text, dict):
        kind, text = text.get("content-type", HTML), text.get("data")
    if isinstance(text, str) and isinstance(kind, str):
        yield kind, text


def _is_logged_in(request: Request) -> bool:
    """Return True for a valid session, read from a separate snapshot because the request has none yet."""
    token, kind = token_of(request)
    if not token:
        return False
    with open_databases(request.registry, PEOPLE) as databases:
        return databases.root[PEOPLE].sessions.find(token, kind, request.registry.clock()) is not None


def includeme(config: Configurator) -> None:
    """Register the tween."""
    config.add_tween(
        "moothall.web.text_preprocessing.text_preprocessing_tween_factory",
        under="moothall.web.transactions.storage_watch_tween_factory",
        over="moothall.web.transactions.write_lock_tween_factory",
    )
