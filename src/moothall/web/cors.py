"""Cross-origin resource sharing: responses to scripts of other sites, as the Fetch standard defines them.

Scripts of the origins in ``moothall.cors_origins`` may read responses and send bearer tokens.  Cookies are never
accepted from there, so that no script acts as the person who is logged in here.
"""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import INGRESS

from moothall.core.base.settings import settings_of
from moothall.web.settings import ANY_ORIGIN, WebSettings

METHODS = "GET, HEAD, POST, PATCH, DELETE"
REQUEST_HEADERS = (
    "Accept, Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer"
)
#: Response headers that scripts may read beside those that the standard always allows.
RESPONSE_HEADERS = "Content-Disposition, ETag, Location, Retry-After, WWW-Authenticate"
#: Seconds for which browsers may cache the response to a preflight request.
PREFLIGHT_AGE = 3600


def cors_tween_factory(handler: Callable[[Request], Response], registry: Registry) -> Callable[[Request], Response]:
    """Respond to preflight requests of the accepted origins, and allow their scripts to read other responses."""
    origins = frozenset(settings_of(registry, WebSettings).cors_origins)
    own: str = settings_of(registry).site_url

    def cors_tween(request: Request) -> Response:
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin not in (own, request.host_url)
        if not foreign or not origins & {origin, ANY_ORIGIN}:
            return _varying(handler(request))
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response = _preflight()
        else:
            # Without its cookie, the request is that of a visitor or of the holder of its token.
            request.environ.pop("HTTP_COOKIE", None)
            response = handler(request)
            # Added last, it runs after the callback that sets the cookie of a form.
            request.add_response_callback(_drop_cookies)
            response.headers["Access-Control-Expose-Headers"] = RESPONSE_HEADERS
        response.headers["Access-Control-Allow-Origin"] = origin
        return _varying(response)

    return cors_tween if origins else handler


def _drop_cookies(_request: Request, response: Response) -> None:
    response.headers.pop("Set-Cookie", None)


def _preflight() -> Response:
    response = Response(status=204)
    response.content_type = None
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = REQUEST_HEADERS
    response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_AGE)
    return response


def _varying(response: Response) -> Response:
    """Make caches keep responses to different origins apart."""
    response.vary = tuple(dict.fromkeys((*(response.vary or ()), "Origin")))
    return response


def includeme(config: Configurator) -> None:
    """Register the tween around all others, so that scripts can read errors too."""
    config.add_tween(
        "moothall.web.cors.cors_tween_factory",
        under=INGRESS,
        over=("moothall.web.api.prefix.prefix_tween_factory", "moothall.web.headers.headers_tween_factory"),
    )
