"""The headers of every response: pages, errors, downloads and static files."""

from collections.abc import Callable

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
#: Request headers that the response at an address depends on.
VARY = ("Accept", "Authorization", "Cookie", "Accept-Language")


def secure(response: Response, settings: Settings) -> Response:
    """Add the security headers that are missing; downloads may set a stricter policy."""
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    return response


def _limit_caching(request: Request, response: Response) -> None:
    """Set who may cache a response, unless it says so itself, as static files do.

    Responses to people who are logged in, and those that give a visitor the cookie of a form, are private.
    """
    if "Cache-Control" in response.headers:
        return
    sent = request.environ
    # The cookie that a form gives a visitor is set after this tween.
    personal = "HTTP_COOKIE" in sent or "HTTP_AUTHORIZATION" in sent or "moothall.visitor_cookie" in sent
    response.headers["Cache-Control"] = "private, no-cache" if personal else "public, no-cache"
    response.vary = tuple(dict.fromkeys((*(response.vary or ()), *VARY)))


def headers_tween_factory(handler: Callable[[Request], Response], registry: Registry) -> Callable[[Request], Response]:
    """Add the security headers, and keep responses to people who are logged in out of shared caches."""
    settings: Settings = settings_of(registry)

    def headers_tween(request: Request) -> Response:
        response = handler(request)
        _limit_caching(request, response)
        return secure(response, settings)

    return headers_tween


def includeme(config: Configurator) -> None:
    """Register the tween."""
    config.add_tween("moothall.web.headers.headers_tween_factory", under=INGRESS)
