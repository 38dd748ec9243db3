"""Execute a form that is sent twice only once: a double click creates one item and one email.

Each form that adds an item contains a random token.  The token is stored in the same transaction as the item, and
sending the same form again redirects to the result.  Another text with the same token, for example after going
back, is a new form.
"""

import hashlib
import re
import secrets
from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import MAIN

from moothall.core.storage.idempotency import Receipt
from moothall.web.form_data import MULTIPART, URLENCODED

FIELD = "once"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
#: The cookie that tells the scripts of the next page which drafts the server has stored; it names no person.
RECEIVED_COOKIE = "moothall-received"
#: Maximum number of forms in the cookie, and number of bytes hashed at a time.
_MAX_RECEIVED = 4
_CHUNK = 1024 * 1024


def new_token() -> str:
    """Return a token for one rendering of a form."""
    return secrets.token_urlsafe(9)


def double_submit_tween_factory(
    handler: Callable[[Request], Response], _registry: Registry
) -> Callable[[Request], Response]:
    """Redirect to the result of a known form, else record the new result."""

    def once_tween(request: Request) -> Response:
        if request.method != "POST" or request.content_type not in (URLENCODED, MULTIPART):
            return handler(request)
        word = request.POST.get(FIELD, "")
        if not _TOKEN.fullmatch(word) or request.person.id is None:
            return handler(request)
        key = _key(request)
        receipts = request.site.receipts
        done = receipts.find(key, request.now)
        if done is not None:
            return _told(request, HTTPSeeOther(done.path), word)
        response = handler(request)
        if response.status_int == HTTPSeeOther.code:
            _told(request, response, word)
            receipts.keep(key, Receipt(request.now, b"", response.status_int, response.location))
        return response

    return once_tween


def _told(request: Request, response: Response, word: str) -> Response:
    """Name the token in a cookie, so that the next page removes the draft of the form from the browser."""
    before = [one for one in request.cookies.get(RECEIVED_COOKIE, "").split(".") if one]
    value = ".".join((*before, word)[-_MAX_RECEIVED:])
    response.set_cookie(RECEIVED_COOKIE, value, secure=request.scheme == "https", samesite="Lax")
    return response


def _key(request: Request) -> bytes:
    """Return a digest of sender, address and fields; the body itself differs each time a browser sends files."""
    digest = hashlib.sha256(f"form {request.person.id} {request.path_qs}".encode())
    for name, value in request.POST.items():
        digest.update(f"\0{len(name)} {name}".encode())
        if hasattr(value, "file"):
            digest.update(f"\0{value.filename}\0".encode())
            value.file.seek(0)
            while chunk := value.file.read(_CHUNK):
                digest.update(chunk)
            value.file.seek(0)
        else:
            digest.update(f"\0{len(value)} {value}".encode())
    return digest.digest()


def includeme(config: Configurator) -> None:
    """Register the tween."""
    config.add_tween(
        "moothall.web.double_submit.double_submit_tween_factory",
        under="moothall.web.limits.rejection_tween_factory",
        over=MAIN,
    )
