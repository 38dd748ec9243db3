"""Refuse credentials that the site does not support, instead of treating the sender as a visitor.

A program that sends a username and password with every request would otherwise get public content only and no
hint why the rest is missing.
"""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import MAIN

from moothall.core.base.errors import Unauthorized
from moothall.core.base.i18n import _
from moothall.web import sessions
from moothall.web.error_responses import wants_json
from moothall.web.security import has_bearer

NOT_READ = _("This site accepts only bearer tokens. Send username and password to “@login” to get one.")


def credentials_tween_factory(
    handler: Callable[[Request], Response], _registry: Registry
) -> Callable[[Request], Response]:
    """Raise `Unauthorized` for credentials of another kind than bearer tokens."""

    def credentials_tween(request: Request) -> Response:
        if request.headers.get("Authorization") and not has_bearer(request) and not _is_of_a_proxy(request):
            raise Unauthorized(NOT_READ)
        return handler(request)

    return credentials_tween


def _is_of_a_proxy(request: Request) -> bool:
    """Return True for requests of a browser, which sends the password of a proxy in front of the site everywhere."""
    if sessions.cookie_token(request) is not None:
        return True
    is_browser = "text/html" in request.headers.get("Accept", "") or "Sec-Fetch-Mode" in request.headers
    return is_browser and not wants_json(request)


def includeme(config: Configurator) -> None:
    """Register the tween inside the exception views, which write the answer."""
    config.add_tween(
        "moothall.web.credentials.credentials_tween_factory",
        under="moothall.web.limits.rejection_tween_factory",
        over=(
            "moothall.web.api.idempotency.idempotency_tween_factory",
            "moothall.web.double_submit.double_submit_tween_factory",
            MAIN,
        ),
    )
