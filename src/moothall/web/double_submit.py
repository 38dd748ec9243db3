"""Execute a form that is sent twice only once: both clicks of a double click lead to the same result.

Each form contains a random token of the page that showed it.  The token is stored in the same transaction as the
change, and sending the same form again redirects to the result.  Forms that change nothing need no such record, so
visitors cannot fill the database with it.  Another text with the same token, for example after
going back, is a new form.  A form that adds something is known for a day; any other, whose token begins with
:data:`CLICK`, for a minute only, since the same button can be meant once more after going back.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from http import HTTPStatus

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.interfaces import ICSRFStoragePolicy
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import MAIN

from moothall.core.base.registry import register, registered
from moothall.core.storage.databases import has_changes
from moothall.core.storage.idempotency import Receipt
from moothall.core.workflow.transition import REPEATED_WITHIN
from moothall.web import sessions
from moothall.web.form_data import MULTIPART, URLENCODED

FIELD = "once"
#: Begins the tokens of forms that add nothing.
CLICK = "click-"
TOKEN_FIELD = "csrf_token"
#: Marks the receipt of a form whose response changed the session.
NEW_COOKIE = b"cookie"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
#: The cookie that tells the scripts of the next page which drafts the server has stored; it names no person.
RECEIVED_COOKIE = "moothall-received"
#: Maximum number of forms in the cookie, and number of bytes hashed at a time.
_MAX_RECEIVED = 4
#: Category of functions that are called for accepted forms.
_RECEIVED = "form received"
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
        word = _word(request)
        if not word:
            return handler(request)
        key = _key(request)
        receipts = request.site.receipts
        done = receipts.find(key, request.now)
        if done is not None and _is_repeated(request, done, word):
            return _told(request, HTTPSeeOther(done.path), word)
        response = handler(request)
        if response.status_int == HTTPSeeOther.code and _is_valid(request):
            _told(request, response, word)
            for received in registered(request.registry, _RECEIVED).values():
                received(request, word)
            asked = NEW_COOKIE if _has_new_cookie(request, response) else b""
            if not (has_changes(request) or _logs_in(request, response)):
                return response
            receipts.keep(key, Receipt(request.now, asked, response.status_int, response.location))
        return response

    return once_tween


def _word(request: Request) -> str:
    """Return the token of the form, or an empty text if it has none."""
    word = request.POST.get(FIELD, "")
    return word if isinstance(word, str) and _TOKEN.fullmatch(word) else ""


def _is_repeated(request: Request, done: Receipt, word: str) -> bool:
    """Return False if the form is meant once more, or if the browser has not got the cookie of the first response."""
    if word.startswith(CLICK) and request.now - done.at > REPEATED_WITHIN:
        return False
    return done.asked != NEW_COOKIE or not _is_valid(request)


def _is_valid(request: Request) -> bool:
    """Return True if the form belongs to the cookie of the request."""
    policy = request.registry.getUtility(ICSRFStoragePolicy)
    return bool(policy.check_csrf_token(request, request.POST.get(TOKEN_FIELD, "")))


def _has_new_cookie(request: Request, response: Response) -> bool:
    name = sessions.cookie_name(request)
    return any(header.startswith(f"{name}=") for header in response.headers.getall("Set-Cookie"))


def _logs_in(request: Request, response: Response) -> bool:
    """Return True if the response begins a session, which was committed apart."""
    begun = f"{sessions.cookie_name(request)}={sessions.SIGNED_IN}."
    return any(header.startswith(begun) for header in response.headers.getall("Set-Cookie"))


def result_of_form(request: Request) -> str | None:
    """Return what :func:`keep_result_of_form` has kept for the form of this request, or None the first time."""
    receipt = _result_receipt(request)
    return receipt.path if receipt is not None else None


def _result_receipt(request: Request) -> Receipt | None:
    receipt = request.site.receipts.find(_result_key(request), request.now) if _word(request) else None
    return receipt if receipt is not None and request.now - receipt.at <= REPEATED_WITHIN else None


def keep_result_of_form(request: Request, result: str) -> None:
    """Keep what the form has done, for a view that answers with a page instead of a redirect."""
    if _word(request):
        request.site.receipts.keep(_result_key(request), Receipt(request.now, b"", HTTPStatus.OK, result))


def _result_key(request: Request) -> bytes:
    return hashlib.sha256(b"result " + _key(request)).digest()


def secret_of_form(request: Request, purpose: str) -> str:
    """Return a random secret for what a form makes; the same again while :func:`result_of_form` knows the form.

    It is for what only the response to the form shows, such as an initial password: nothing else is stored.
    """
    token, receipt = _word(request) or new_token(), _result_receipt(request)
    moment = (request.now if receipt is None else receipt.at).isoformat()
    text = f"{purpose} {request.person.id} {token} {moment} {request.POST.get(TOKEN_FIELD, '')} {request.path}"
    digest = hmac.digest(request.people.secret, text.encode(errors="replace"), "sha256")
    return base64.urlsafe_b64encode(digest[:12]).decode()


def _told(request: Request, response: Response, word: str) -> Response:
    """Name the token in a cookie, so that the next page removes the draft of the form from the browser."""
    before = [one for one in request.cookies.get(RECEIVED_COOKIE, "").split(".") if one]
    value = ".".join((*before, word)[-_MAX_RECEIVED:])
    response.set_cookie(RECEIVED_COOKIE, value, secure=request.scheme == "https", samesite="Lax")
    return response


def _key(request: Request) -> bytes:
    """Return a digest of address and fields; the body itself differs each time a browser sends files.

    The fields name the sender: among them is the token that belongs to the session.
    """
    digest = hashlib.sha256(f"form {request.path_qs}".encode())
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


def add_form_received(config: Configurator, name: str, received: Callable[[Request, str], None]) -> None:
    """Call ``received(request, token)`` in the transaction of each form with a token that the server accepts."""
    register(config, _RECEIVED, name, received)


def includeme(config: Configurator) -> None:
    """Register the tween and the directive."""
    config.add_directive("add_form_received", add_form_received)
    config.add_tween(
        "moothall.web.double_submit.double_submit_tween_factory",
        under="moothall.web.limits.rejection_tween_factory",
        over=MAIN,
    )
