"""How requests of programs find their views, and what all their answers have in common.

They match a route whose views come before those of the pages, whatever class a
page is registered for; where the API has no view of that name, the page answers
(a download, say).
"""

import hashlib
from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.renderers import JSON
from pyramid.request import Request

from moothall.core.access.permissions import Permission
from moothall.core.content.items import Item
from moothall.web.api.components import Component, add_component
from moothall.web.error_responses import wants_json

ROUTE = "api"
#: What the answer at an address depends on beside the address.
VARY = ("Accept", "Authorization", "Cookie", "Accept-Language")


class ForPrograms:
    """Route predicate: whether a program of the HTTP API sends the request."""

    def __init__(self, wanted, config):
        self._wanted = wanted

    def text(self):
        return f"for_programs = {self._wanted}"

    phash = text

    def __call__(self, info, request):
        return (wants_json(request) or "/@" in request.environ.get("PATH_INFO", "")) is self._wanted


def add_service(
    config: Configurator,
    view: type,
    name: str = "",
    attr: str = "get",
    context: type = Item,
    method: str = "GET",
    expand: bool = False,
    check: Callable[[Request, Any], object] | None = None,
    asks: Permission | str | None = None,
) -> None:
    """Answer programs at ``name`` of a ``context`` with the method ``attr`` of the class ``view``.

    Only people who may view the context get so far; the service checks what else is needed.  With ``expand``,
    items link to the service in ``@components``, and ``?expand=`` includes its answer.  ``check(request, context)``
    may raise an error before the service is called.  ``asks`` is the permission that the service requires, for the
    explanation of a refusal.
    """
    if expand:
        add_component(config, name.removeprefix("@"), Component(view, attr, context))
    config.add_view(
        view,
        attr=attr,
        name=name,
        context=context,
        request_method=method,
        route_name=ROUTE,
        renderer="moothall api",
        permission=Permission.VIEW,
        asks=asks,
        decorator=(_finish,) if check is None else (_finish, _checked(check)),
    )


def _checked(check):
    """Return a decorator of views that calls ``check`` first."""

    def decorate(view):
        def checked(context, request):
            check(request, context)
            return view(context, request)

        return checked

    return decorate


def _finish(view):
    """Let programs ask whether an answer has changed, and keep answers to people out of shared caches."""

    def finished(context, request):
        response = view(context, request)
        if request.method in ("GET", "HEAD") and response.status_int == 200:
            # Of the answer itself, so it changes with edition, access, language and end dates alike.
            seed = f"{request.person.id} {request.locale_name} ".encode()
            response.etag = hashlib.sha256(seed + response.body).hexdigest()[:32]
            response.conditional_response = True
            kept = "public" if request.person.id is None else "private"
            response.headers.setdefault("Cache-Control", f"{kept}, no-cache")
        response.vary = VARY
        return response

    return finished


def includeme(config):
    config.add_renderer("moothall api", JSON(ensure_ascii=False))
    config.add_route_predicate("for_programs", ForPrograms)
    config.add_directive("add_service", add_service)


def add_api_route(config: Configurator) -> None:
    """Route programs to the views of the API; to be included last, since the route matches every address."""
    config.add_route(ROUTE, "/*traverse", for_programs=True, use_global_views=True)
