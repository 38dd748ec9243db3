"""Exception views: the response for each kind of error.

Pages and the API share these rules: content the person may not see is answered like missing content; visitors who
may see it are asked to log in; only people who are logged in get 403 Forbidden.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from pyramid.config import Configurator
from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken, URLDecodeError
from pyramid.httpexceptions import (
    HTTPClientError,
    HTTPException,
    HTTPForbidden,
    HTTPMovedPermanently,
    HTTPNotFound,
    HTTPSeeOther,
    HTTPServerError,
)
from pyramid.request import Request
from pyramid.response import Response
from pyramid_retry import is_error_retryable
from transaction.interfaces import TransientError

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import (
    BadInput,
    Conflict,
    Forbidden,
    MoothallError,
    NotFound,
    ServiceUnavailable,
    StorageFailed,
    StorageFull,
    TooLarge,
    Unauthorized,
)
from moothall.core.base.i18n import _
from moothall.core.content.items import Container
from moothall.core.content.types import unavailable_uids
from moothall.core.operations.redirects import follow
from moothall.core.storage.failures import is_disk_full, is_storage_failure
from moothall.core.storage.statistics import CONFLICTS, GIVEN_UP, count
from moothall.web.csrf import claimed_origin, is_own_origin
from moothall.web.error_responses import API_PREFIX, PREFIXED, error_response, kept_fields, set_error_page, wants_json
from moothall.web.fallback import unexpected
from moothall.web.transactions import SAFE_METHODS

LOGIN_PATH = "/login"

STALE_FORM = _("This form was open too long, or you have logged in or out since. Reload the page and send it again.")
FOREIGN_FORM = _("This did not come from a page of this site, so we did not accept it. Reload the page and try again.")

_ERRORS = {error.status: error for error in (Unauthorized, Forbidden, NotFound, Conflict, TooLarge)}


def moothall_error(error: MoothallError, request: Request) -> Response:
    """Return the response for an error raised by content, a view or the limits."""
    return error_response(request, error, _typed(request))


def forbidden(_error: Exception, request: Request) -> Response:
    """Return the response for a request that the security policy refused."""
    context = getattr(request, "context", None)
    if context is None or not request.has_permission(Permission.VIEW, context):
        return error_response(request, NotFound(), _typed(request))
    if request.identity is not None:
        return error_response(request, Forbidden(), _typed(request))
    if request.method in SAFE_METHODS and not wants_json(request):
        wanted = quote(request.path_qs, safe="/")
        return HTTPSeeOther(f"{request.host_url}{LOGIN_PATH}?came_from={wanted}")
    # The session may have ended while the person wrote; a redirect would discard the text.
    return error_response(request, Unauthorized(), _typed(request))


def http_error(error: HTTPException, request: Request) -> Response:
    """Return the response for an error of Pyramid, whose own message would reveal paths and views."""
    kind = _ERRORS.get(
        error.status_int, BadInput if error.status_int < HTTPStatus.INTERNAL_SERVER_ERROR else ServiceUnavailable
    )
    shown = kind()
    if kind is BadInput:
        shown.status = error.status_int
    return error_response(request, shown, _typed(request))


def not_found(error: Exception, request: Request) -> Response:
    """Return 404 Not Found, or redirect to the item's new address if the person may see it."""
    context = getattr(request, "context", None)
    if request.method in SAFE_METHODS and hasattr(context, "subject"):
        location = _moved_to(request, context)
        if location is not None:
            return HTTPMovedPermanently(f"{location}?{request.query_string}" if request.query_string else location)
    name = getattr(request, "view_name", "")
    if name.startswith("@") and _is_available(request, context) and request.has_permission(Permission.VIEW, context):
        # A program learns that the item is there, and that this site does not serve the name or the method.
        said = NotFound(_("There is no service “${name}” for this item and method.", mapping={"name": name[:50]}))
        return error_response(request, said, _typed(request))
    return http_error(error, request)


def _moved_to(request: Request, context: Any) -> str | None:
    """Return the new address of an item that was moved away from this one, if the person may see it."""
    found = (
        follow(request.site, context, (request.view_name, *request.subpath)) if request.viewer.sees(context) else None
    )
    if found is None:
        return None
    item, rest = found
    if isinstance(context, Container) and not rest and (wants_json(request) or not request.viewer.sees(item)):
        # Where an item became a part of another one, programs get the whole, as do people who do not see the part.
        item = item.topic
    if not request.viewer.sees(item):
        return None
    location: str = request.resource_url(item, *rest).rstrip("/")
    if PREFIXED not in request.environ:
        return location
    # The client follows this address itself, and must reach the API again.
    return f"{request.application_url}{API_PREFIX}{location.removeprefix(request.application_url)}"


def _is_available(request: Request, context: Any) -> bool:
    """Return True for an item whose type is registered: others are answered like missing ones."""
    return hasattr(context, "subject") and getattr(context, "uid", None) not in unavailable_uids(request.site)


def stale_form(_error: Exception, request: Request) -> Response:
    """Return the error for an invalid token; show the text again only if this site's page sent it."""
    origin = claimed_origin(request)
    kept = _typed(request) if origin is not None and is_own_origin(request, origin) else ()
    return error_response(request, BadInput(STALE_FORM), kept)


def foreign_form(_error: Exception, request: Request) -> Response:
    """Return the error for a form from another origin."""
    return error_response(request, BadInput(FOREIGN_FORM))


def not_text(_error: Exception, request: Request) -> Response:
    """Return the error for a path that is not UTF-8."""
    return error_response(request, BadInput())


def write_conflict(error: Exception, request: Request) -> Response:
    """Return the error for a write conflict, for the last attempt."""
    if is_error_retryable(request, error):
        # The response is discarded before the retry, so no page is rendered.
        return Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
    count(CONFLICTS)
    count(GIVEN_UP)
    return error_response(request, ServiceUnavailable(), _typed(request))


def unexpected_error(error: Exception, request: Request) -> Response:
    """Log an unexpected error or a failed storage and return the error page."""
    shown: MoothallError
    if is_disk_full(error):
        shown = StorageFull()
    elif is_storage_failure(error):
        shown = StorageFailed()
    else:
        shown = unexpected(error, request.environ.get("PATH_INFO", ""))
    return error_response(request, shown, _typed(request))


def _typed(request: Request) -> Iterable[tuple[str, str]]:
    return () if request.method in SAFE_METHODS else kept_fields(request)


def includeme(config: Configurator) -> None:
    """Register the exception views."""
    config.add_directive("set_error_page", set_error_page)
    for context, view in (
        (MoothallError, moothall_error),
        (HTTPForbidden, forbidden),
        (HTTPNotFound, not_found),
        (HTTPClientError, http_error),
        (HTTPServerError, http_error),
        (BadCSRFToken, stale_form),
        (BadCSRFOrigin, foreign_form),
        (URLDecodeError, not_text),
        (TransientError, write_conflict),
        (Exception, unexpected_error),
    ):
        config.add_exception_view(view, context=context)
