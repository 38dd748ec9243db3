"""What becomes of errors: the exception views.

One decision is made here for pages and the API alike: what somebody may not
see is answered as if it were absent; a guest who may see it is asked to log
in; and only somebody who is logged in hears that it is not allowed.
"""

from http import HTTPStatus
from urllib.parse import quote

from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken, URLDecodeError
from pyramid.httpexceptions import (
    HTTPClientError,
    HTTPForbidden,
    HTTPMovedPermanently,
    HTTPNotFound,
    HTTPSeeOther,
    HTTPServerError,
)
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
from moothall.core.operations.moving import moved_from
from moothall.core.storage.failures import is_disk_full, is_storage_trouble
from moothall.web.csrf import claimed_origin, is_own_origin
from moothall.web.error_responses import error_response, kept_fields, set_error_page, wants_json
from moothall.web.last_resort import unexpected
from moothall.web.transactions import SAFE_METHODS

LOGIN_PATH = "/login"

STALE_FORM = _(
    "This form was open too long, or you have logged in or out since. Go back, reload the page and send it again."
)
FOREIGN_FORM = _("This did not come from a page of this site, so we did not accept it. Reload the page and try again.")

_ERRORS = {error.status: error for error in (Unauthorized, Forbidden, NotFound, Conflict, TooLarge)}


def moothall_error(error, request):
    """An error of ours, raised by a verb, a view or the limits."""
    return error_response(request, error, _typed(request))


def forbidden(error, request):
    """The policy said no."""
    context = getattr(request, "context", None)
    if context is None or not request.has_permission(Permission.VIEW, context):
        return error_response(request, NotFound(), _typed(request))
    if request.identity is not None:
        return error_response(request, Forbidden(), _typed(request))
    if request.method in SAFE_METHODS and not wants_json(request):
        wanted = quote(request.path_qs, safe="/")
        return HTTPSeeOther(f"{request.host_url}{LOGIN_PATH}?came_from={wanted}")
    # The log-in may have ended while somebody wrote: a redirect would throw the text away.
    return error_response(request, Unauthorized(), _typed(request))


def http_error(error, request):
    """An error of Pyramid's; its own explanation names paths and views, ours does not."""
    kind = _ERRORS.get(
        error.status_int, BadInput if error.status_int < HTTPStatus.INTERNAL_SERVER_ERROR else ServiceUnavailable
    )
    shown = kind()
    if kind is BadInput:
        shown.status = error.status_int
    return error_response(request, shown, _typed(request))


def not_found(error, request):
    """Nothing there: unless it was moved to where this person may see it."""
    context = getattr(request, "context", None)
    if (
        request.method in SAFE_METHODS
        and isinstance(context, Container)
        and request.view_name
        and request.viewer.sees(context)
    ):
        item = moved_from(request.site, context, request.view_name)
        if item is not None and request.viewer.sees(item):
            location = request.resource_url(item, *request.subpath).rstrip("/")
            return HTTPMovedPermanently(f"{location}?{request.query_string}" if request.query_string else location)
    return http_error(error, request)


def stale_form(error, request):
    """A token that does not fit; the text is shown again only if our own page sent it."""
    origin = claimed_origin(request)
    kept = _typed(request) if origin is not None and is_own_origin(request, origin) else ()
    return error_response(request, BadInput(STALE_FORM), kept)


def foreign_form(error, request):
    """An origin that is not ours."""
    return error_response(request, BadInput(FOREIGN_FORM))


def not_text(error, request):
    """A path that is not UTF-8, should one come so far."""
    return error_response(request, BadInput())


def write_conflict(error, request):
    """A conflict: tried again, unless this was the last attempt."""
    if is_error_retryable(request, error):
        # Thrown away at once, so not worth drawing a page for.
        return Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
    return error_response(request, ServiceUnavailable(), _typed(request))


def unexpected_error(error, request):
    """What nobody expected, and a storage that failed."""
    if is_disk_full(error):
        shown = StorageFull()
    elif is_storage_trouble(error):
        shown = StorageFailed()
    else:
        shown = unexpected(error, request.environ.get("PATH_INFO", ""))
    return error_response(request, shown, _typed(request))


def _typed(request):
    return () if request.method in SAFE_METHODS else kept_fields(request)


def includeme(config):
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
