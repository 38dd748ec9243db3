"""CSRF tokens that are computed, not stored, and the check of where a request comes from.

A token is an HMAC of the cookie's value under the site's secret: it fits one
browser's cookie, changes with the log-in, and no page that only shows
something has to write.  A guest gets a cookie when a form first asks for a
token, and not before.
"""

import hmac
from urllib.parse import urlsplit

from pyramid.exceptions import BadCSRFOrigin
from pyramid.interfaces import ICSRFStoragePolicy
from zope.interface import implementer

from moothall.core.base.settings import settings_of
from moothall.web import sessions
from moothall.web.error_responses import wants_json
from moothall.web.security import has_bearer

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"

#: Views that are called before there is a log-in, by programs, which browsers do not answer for.
EXEMPT_VIEWS = frozenset({"@login"})


@implementer(ICSRFStoragePolicy)
class CsrfPolicy:
    """Pyramid's port for CSRF tokens."""

    def new_csrf_token(self, request) -> str:
        """A token for a guest who has no cookie yet, together with the cookie."""
        value = request.environ["moothall.guest_cookie"] = sessions.new_guest_value()
        request.add_response_callback(_give_cookie)
        return _token(request, value)

    def get_csrf_token(self, request) -> str:
        value = sessions.cookie_value(request) or request.environ.get("moothall.guest_cookie")
        return _token(request, value) if value else self.new_csrf_token(request)

    def check_csrf_token(self, request, supplied_token) -> bool:
        value = sessions.cookie_value(request)
        if value is None or not isinstance(supplied_token, str):
            return False
        return hmac.compare_digest(_token(request, value).encode(), supplied_token.encode("utf-8", "surrogatepass"))


def must_check(request) -> bool:
    """Whether this unsafe request needs a token; checks its origin on the way.

    What carries a bearer token needs none: no browser adds one by itself, and
    the cookie is not looked at.
    """
    if has_bearer(request) or request.view_name in EXEMPT_VIEWS:
        return False
    if wants_json(request) and sessions.cookie_token(request) is None:
        # A program without a log-in: there is nothing a foreign page could borrow, and 401 tells it what is missing.
        return False
    check_origin(request)
    return True


def check_origin(request) -> None:
    """Refuse a request that says it was sent from another site.

    Browsers send Origin with every unsafe request.  One that says nothing
    about its origin is left to the token, except under https, where somebody
    on the way could have taken the header off a request of theirs.
    """
    origin = claimed_origin(request)
    if origin is None:
        if request.scheme == "https":
            raise BadCSRFOrigin("missing Origin or Referer")
    elif not is_own_origin(request, origin):
        raise BadCSRFOrigin("another origin")


def claimed_origin(request) -> str | None:
    """Where the request says it comes from: its Origin, or that of its Referer."""
    origin = request.headers.get("Origin")
    if origin is None and request.referrer:
        try:
            parts = urlsplit(request.referrer)
        except ValueError:
            return "null"
        origin = f"{parts.scheme}://{parts.netloc}"
    return origin


def is_own_origin(request, origin: str) -> bool:
    """Whether ``origin`` is this site."""
    return origin in (request.host_url, settings_of(request.registry).site_url)


def _token(request, value):
    registry = request.registry
    secret = getattr(registry, "moothall_secret", None)
    if secret is None:
        # Read once in the life of the process, so that error pages need no database for their forms.
        secret = registry.moothall_secret = request.people.secret
    return hmac.digest(secret, b"csrf " + value.encode(), "sha256").hex()


def _give_cookie(request, response):
    # A log-in in the same response has set a better one.
    if not any(header.startswith(sessions.cookie_name(request)) for header in response.headers.getall("Set-Cookie")):
        name, value = sessions.cookie_header(request, request.environ["moothall.guest_cookie"])
        response.headers.add(name, value)


def includeme(config):
    config.set_csrf_storage_policy(CsrfPolicy())
    config.set_default_csrf_options(
        require_csrf=True, token=FIELD, header=HEADER, check_origin=False, callback=must_check
    )
