"""The headers of every response: pages, errors, downloads and static files.

Who may cache a response is decided here, for pages and the API alike.  A view sets ``Cache-Control`` only to forbid
storing (``no-store``); a static file at an address that changes with its content sets :data:`IMMUTABLE`.
"""

from collections.abc import Callable
from http import HTTPStatus

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import INGRESS

from moothall.core.base.settings import Settings, settings_of

CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
))  # fmt: skip

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

#: In seconds.
A_YEAR = 365 * 24 * 3600
#: For files whose address changes with their content.
IMMUTABLE = f"public, max-age={A_YEAR}, immutable"
#: Request headers that the response at an address depends on; a request of type JSON is answered in JSON.
VARY = ("Accept", "Authorization", "Cookie", "Accept-Language", "Content-Type")


def secure(response: Response, settings: Settings) -> Response:
    """Add the security headers that are missing; downloads may set a stricter policy."""
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    return response


def _finished(request: Request, response: Response) -> Response:
    """Answer conditional and range requests, so that the headers are those of the final status."""
    if not response.conditional_response or response.status_int != HTTPStatus.OK:
        return response
    status, headers, body = request.call_application(response)
    return Response(status=status, headerlist=headers, app_iter=body)


def _limit_caching(request: Request, response: Response) -> None:
    """Set who may cache a response, unless it says so itself.

    Responses to people who are logged in, and those that give a visitor the cookie of a form, are private.  So are
    those to requests that write, and errors: they would stay after their cause is gone.
    """
    if response.status_int == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        # With the ETag of the whole file, a cache would later take this error for the file.
        del response.etag
        response.headers["Cache-Control"] = "no-store"
    if "Cache-Control" in response.headers:
        return
    sent = request.environ
    # The cookie that a form gives a visitor is set after this tween.
    personal = "HTTP_COOKIE" in sent or "HTTP_AUTHORIZATION" in sent or "moothall.visitor_cookie" in sent
    is_public = request.method in ("GET", "HEAD") and response.status_int < HTTPStatus.BAD_REQUEST and not personal
    is_public = is_public and "Set-Cookie" not in response.headers
    response.headers["Cache-Control"] = "public, no-cache" if is_public else "private, no-cache"
    response.vary = tuple(dict.fromkeys((*(response.vary or ()), *VARY)))


def headers_tween_factory(handler: Callable[[Request], Response], registry: Registry) -> Callable[[Request], Response]:
    """Add the security headers, and keep responses to people who are logged in out of shared caches."""
    settings: Settings = settings_of(registry)

    def headers_tween(request: Request) -> Response:
        response = _finished(request, handler(request))
        _limit_caching(request, response)
        return secure(response, settings)

    return headers_tween


def includeme(config: Configurator) -> None:
    """Register the tween."""
    config.add_tween("moothall.web.headers.headers_tween_factory", under=INGRESS)
