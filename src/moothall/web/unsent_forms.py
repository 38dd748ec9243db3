"""Keep the input of a form that could not be accepted, in hidden fields of the next pages and not in the database.

Forms name the page that shows them and the person to whom it was shown.  If the session has ended, the login
page contains the fields as one hidden field and leads back to the form of the same person.  Nothing is sent unless that
person presses a button, and no address that only accepts POST becomes the target of a link.
"""

import json
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pyramid.location import lineage
from pyramid.request import Request
from pyramid.traversal import resource_path

from moothall.web import csrf, double_submit, sessions
from moothall.web.redirects import safe_path
from moothall.web.transactions import SAFE_METHODS

#: The page with the form, the ID of the person who opened it, and a request to show the form again with its fields.
PAGE_FIELD, WRITER_FIELD, AGAIN_FIELD = "form_page", "form_writer", "form_again"
#: All fields of a form on the login page, as JSON.
UNSENT_FIELD = "unsent"
#: Controls of every form that are not fields of its schema.
NO_FIELDS = frozenset((csrf.FIELD, double_submit.FIELD, PAGE_FIELD, WRITER_FIELD, AGAIN_FIELD))

#: The value of the cookie of received forms after a logout, when all drafts are removed from the browser.
LOGGED_OUT = "log-out"


class UnsentForm(NamedTuple):
    """A form that was not accepted: where it was sent, the page with the form, who wrote it, and its fields."""

    action: str
    page: str
    writer: str
    fields: list[tuple[str, str]]

    def dump(self) -> str:
        """Return it as text for a hidden field."""
        return json.dumps(self)


def unsent_of(request: Request) -> UnsentForm | None:
    """Return the form in a request, or ``None`` if it cannot be sent again.

    It can if a page of this site has sent it, it names its writer and has no passwords.  Files have to be chosen
    again.
    """
    if request.method != "POST" or not _is_from_here(request):
        return None
    try:
        posted = list(request.POST.items())
    except Exception:
        return None
    fields = [(name, value) for name, value in posted if isinstance(value, str)]
    writer = dict(fields).get(WRITER_FIELD)
    if not writer or any("password" in name.lower() for name, _value in fields):
        return None
    kept = [(name, value) for name, value in fields if name not in (csrf.FIELD, AGAIN_FIELD)]
    return UnsentForm(safe_path(request, request.path_qs), page_of(request), writer, kept)


def loaded(request: Request, text: str) -> UnsentForm | None:
    """Return the form that :meth:`UnsentForm.dump` wrote, or ``None`` for any other text."""
    try:
        action, page, writer, fields = json.loads(text)
        pairs = [(name, value) for name, value in fields]
        # No page can contain an unpaired surrogate, which JSON can.
        json.dumps([action, page, writer, pairs], ensure_ascii=False).encode()
    except (ValueError, TypeError, RecursionError):
        return None
    if not all(isinstance(one, str) for pair in (*pairs, (action, page, writer)) for one in pair):
        return None
    return UnsentForm(safe_path(request, action), safe_path(request, page), writer, pairs)


def page_of(request: Request) -> str:
    """Return the path of the page that a person sees, also if the request has sent a form."""
    if request.method in SAFE_METHODS:
        return str(request.path_qs)
    try:
        named = request.POST.get(PAGE_FIELD)
    except Exception:
        named = None
    referrer = request.referrer if _is_own(request) else None
    return safe_path(request, named or referrer, _nearest_page(request))


def _nearest_page(request: Request) -> str:
    """Return the path of the closest item that the person sees, the same for hidden and for missing items."""
    context = getattr(request, "context", None)
    nodes = lineage(context) if hasattr(context, "__parent__") else ()
    return next((resource_path(node) for node in nodes if request.viewer.sees(node)), "/")


def _is_own(request: Request) -> bool:
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:
        return False
    return csrf.is_own_origin(request, f"{parts.scheme}://{parts.netloc}")


def _is_from_here(request: Request) -> bool:
    """Return False for a form that another site has sent, as :func:`~moothall.web.csrf.check_origin` judges."""
    origin = csrf.claimed_origin(request)
    return request.scheme != "https" if origin is None else csrf.is_own_origin(request, origin)


def is_shown_again(request: Request) -> bool:
    """Return True if a form was sent only to be shown again with its fields."""
    return AGAIN_FIELD in request.POST


def forget_drafts_header(request: Request) -> tuple[str, str]:
    """Return the header that removes all drafts from the browser at a logout."""
    secure = "; Secure" if request.scheme == "https" else ""
    return "Set-Cookie", f"{double_submit.RECEIVED_COOKIE}={LOGGED_OUT}; Path=/; SameSite=Lax{secure}"


def continue_as(request: Request, account: Any, headers: list[tuple[str, str]]) -> None:
    """Compose the rest of this response for a person who has just logged in with the session in ``headers``."""
    for name in ("account", "own_account", "impersonation", "person", "viewer"):
        request.__dict__.pop(name, None)
    request.own_account = account
    value = next(value for name, value in headers if name == "Set-Cookie")
    request.cookies[sessions.cookie_name(request)] = value.partition("=")[2].partition(";")[0]
