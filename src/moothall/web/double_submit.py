"""A form that is sent twice is acted on once: a double click makes one object and one mail.

Each form that adds something bears a random word of its own.  That it was acted on is
kept in the same transaction, and whoever sends the same again is led to what came of
it.  Another text under the same word, after going back, is something else to be done.
"""

import hashlib
import secrets

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.tweens import MAIN

from moothall.core.storage.idempotency import Receipt
from moothall.web.form_data import MULTIPART, URLENCODED

FIELD = "once"
MAX_LENGTH = 64
_CHUNK = 1024 * 1024


def new_token():
    """The word for one drawing of a form."""
    return secrets.token_urlsafe(9)


def double_submit_tween_factory(handler, registry):
    """Lead back to what was done, and remember what is done now."""

    def once_tween(request):
        if request.method != "POST" or request.content_type not in (URLENCODED, MULTIPART):
            return handler(request)
        word = request.POST.get(FIELD, "")
        if not word or len(word) > MAX_LENGTH or request.person.id is None:
            return handler(request)
        key = _key(request)
        receipts = request.site.receipts
        done = receipts.find(key, request.now)
        if done is not None:
            return HTTPSeeOther(done.path)
        response = handler(request)
        if response.status_int == HTTPSeeOther.code:
            receipts.keep(key, Receipt(request.now, b"", response.status_int, response.location))
        return response

    return once_tween


def _key(request):
    """A digest of who sends what where; of the fields, since a browser frames each sending of files anew."""
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


def includeme(config):
    config.add_tween(
        "moothall.web.double_submit.double_submit_tween_factory",
        under="moothall.web.limits.rejection_tween_factory",
        over=MAIN,
    )
