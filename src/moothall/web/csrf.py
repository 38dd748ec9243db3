"""CSRF tokens that are computed instead of stored, and the check of a request's origin.

A token is an HMAC of the cookie's value under the site's secret.  It is valid for one browser's cookie, changes
with the session, and needs no write to show a page.  A visitor gets a cookie when a form first needs a token.
"""

import hmac
from urllib.parse import urlsplit

from pyramid.config import Configurator
from pyramid.exceptions import BadCSRFOrigin
from pyramid.interfaces import ICSRFStoragePolicy
from pyramid.request import Request
from pyramid.response import Response
from zope.interface import implementer

from moothall.core.base.settings import settings_of
from moothall.web import sessions
from moothall.web.error_responses import wants_json
from moothall.web.security import has_bearer

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
#: Key in the WSGI environment of the cookie value of a visitor who gets it with this response.
NEW_VISITOR = "moothall.visitor_cookie"

#: Views that programs call without a session; they need no token.
EXEMPT_VIEWS = frozenset({"@login"})


@implementer(ICSRFStoragePolicy)
class CsrfPolicy:
    """Pyramid's CSRF storage policy."""

    def new_csrf_token(self, request: Request) -> str:
        """Return a token for a visitor without a cookie, and set the cookie."""
        value = request.environ[NEW_VISITOR] = sessions.new_visitor_value()
        request.add_response_callback(_give_cookie)
        return _token(request, value)

    def get_csrf_token(self, request: Request) -> str:
        """Return the token for the request's cookie; set a cookie first if there is none."""
        value = sessions.cookie_value(request) or request.environ.get(NEW_VISITOR)
        return _token(request, value) if value else self.new_csrf_token(request)

    def check_csrf_token(self, request: Request, supplied_token: str) -> bool:
        """Return True if the token was made for the request's cookie."""
        value = sessions.cookie_value(request)
        if value is None or not isinstance(supplied_token, str):
            return False
        return hmac.compare_digest(_token(request, value).encode(), supplied_token.encode("utf-8", "surrogatepass"))


def must_check(request: Request) -> bool:
    """Return True if this unsafe request needs a token; check its origin first.

    Requests with a bearer token need none: browsers do not add one by themselves, and the cookie is ignored.
    """
    if has_bearer(request) or request.view_name in EXEMPT_VIEWS:
        return False
    if _is_service(request) and wants_json(request) and sessions.cookie_token(request) is None:
        # A program without a session has no rights that a foreign page could use; it gets 401.
        return False
    check_origin(request)
    return True


def _is_service(request: Request) -> bool:
    """Return True for an address of the API; pages such as the login begin sessions, whatever ``Accept`` says."""
    return request.view_name == "" or request.view_name.startswith("@")


def check_origin(request: Request) -> None:
    """Raise an error for a request sent from another site.

    Browsers send Origin with every unsafe request.  A request without an origin is checked by its token alone, except
    under https, where an attacker in the network could have removed the header.
    """
    origin = claimed_origin(request)
    if origin is None:
        if request.scheme == "https":
            raise BadCSRFOrigin("missing Origin or Referer")
    elif not is_own_origin(request, origin):
        raise BadCSRFOrigin("another origin")


def claimed_origin(request: Request) -> str | None:
    """Return the origin in the Origin header, else in the Referer header, else ``None``."""
    origin = request.headers.get("Origin")
    if origin is None and request.referrer:
        try:
            parts = urlsplit(request.referrer)
        except ValueError:
            return "null"
        origin = f"{parts.scheme}://{parts.netloc}"
    return origin


def is_own_origin(request: Request, origin: str) -> bool:
    """Return True if ``origin`` is this site."""
    return origin in (request.host_url, settings_of(request.registry).site_url)


def _token(request: Request, value: str) -> str:
    registry = request.registry
    secret = getattr(registry, "moothall_secret", None)
    if secret is None:
        # The secret is read once per process, so that forms on error pages need no database.
        secret = registry.moothall_secret = request.people.secret
    return hmac.digest(secret, b"csrf " + value.encode(), "sha256").hex()


def _give_cookie(request: Request, response: Response) -> None:
    # A login in the same response has set the cookie of its session.
    if not any(header.startswith(sessions.cookie_name(request)) for header in response.headers.getall("Set-Cookie")):
        name, value = sessions.cookie_header(request, request.environ[NEW_VISITOR])
        response.headers.add(name, value)


def includeme(config: Configurator) -> None:
    """Register the CSRF policy and require tokens for unsafe requests."""
    config.set_csrf_storage_policy(CsrfPolicy())
    config.set_default_csrf_options(
        require_csrf=True, token=FIELD, header=HEADER, check_origin=False, callback=must_check
    )
