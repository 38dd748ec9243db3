"""Long texts are made safe before their writer's turn has come, since meanwhile nobody else can write.

Only for somebody whose log-in lasts: what guests send is refused without a look at it.
"""

from moothall.core.base.errors import BadInput
from moothall.core.richtext.sources import HTML, MARKDOWN, SOURCES, prepared, remembering
from moothall.core.storage.databases import PEOPLE, open_databases
from moothall.web import limits
from moothall.web.form_data import MULTIPART, URLENCODED
from moothall.web.security import token_of
from moothall.web.transactions import SAFE_METHODS

#: A shorter text is made safe about as fast as the turn to write is handed over.
LONG = 2_000

_PREPARED = "moothall.texts"


def text_preprocessing_tween_factory(handler, registry):
    """Make safe what an unsafe request brings, once for all its attempts."""

    def preparing_tween(request):
        if request.method in SAFE_METHODS or limits.refusal(request) is not None:
            return handler(request)
        if _PREPARED not in request.environ:
            texts = [(kind, text) for kind, text in _texts_of(request) if kind in SOURCES and len(text) >= LONG]
            request.environ[_PREPARED] = prepared(texts) if texts and _is_signed_in(request) else {}
        with remembering(request.environ[_PREPARED]):
            return handler(request)

    return preparing_tween


def _texts_of(request):
    """(kind, text) of the rich texts in a form or in the JSON of a program."""
    if request.content_type in (URLENCODED, MULTIPART):
        for name, value in request.POST.items():
            kind = request.POST.get(f"{name}_format")
            if kind is not None and isinstance(value, str):
                yield MARKDOWN if kind == "markdown" else HTML, value
    elif request.content_type.endswith("json"):
        yield from _texts_of_program(request)


def _texts_of_program(request):
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


def _is_signed_in(request):
    """Whether a log-in lasts, in a look of its own: the request has no snapshot yet."""
    token, kind = token_of(request)
    if not token:
        return False
    with open_databases(request.registry, PEOPLE) as databases:
        return databases.root[PEOPLE].sessions.find(token, kind, request.registry.clock()) is not None


def includeme(config):
    config.add_tween(
        "moothall.web.text_preprocessing.text_preprocessing_tween_factory",
        under="moothall.web.transactions.storage_watch_tween_factory",
        over="moothall.web.transactions.write_lock_tween_factory",
    )
