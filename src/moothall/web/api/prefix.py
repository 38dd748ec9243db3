"""``++api++`` in front of a path: the address of the API that Plone's clients use.

The segment is removed before other code reads the path, so that no address in a response contains it.
"""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import INGRESS

from moothall.web.error_responses import API_PREFIX, PREFIXED


def prefix_tween_factory(handler: Callable[[Request], Response], _registry: Registry) -> Callable[[Request], Response]:
    """Remove the prefix, and mark the request as one of a program, whatever its header Accept says."""

    def prefix_tween(request: Request) -> Response:
        environ = request.environ
        path = environ.get("PATH_INFO", "")
        if path == API_PREFIX or path.startswith(f"{API_PREFIX}/"):
            environ["PATH_INFO"] = path.removeprefix(API_PREFIX) or "/"
            environ[PREFIXED] = True
        return handler(request)

    return prefix_tween


def includeme(config: Configurator) -> None:
    """Register the tween."""
    config.add_tween(
        "moothall.web.api.prefix.prefix_tween_factory",
        under=INGRESS,
        over="moothall.web.headers.headers_tween_factory",
    )
