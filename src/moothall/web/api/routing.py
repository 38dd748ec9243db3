"""Route requests of programs to the views of the API, and give all responses common headers.

A route matches these requests, and its views come before those of the pages, whatever class a page is registered
for.  If the API has no view of that name, the page answers (a download, for example).
"""

import hashlib
from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.renderers import JSON
from pyramid.request import Request
from pyramid.response import Response

from moothall.core.access.permissions import Permission
from moothall.core.content.items import Item
from moothall.core.operations.revisions import require_match
from moothall.web.api.body import sent_fields
from moothall.web.api.components import Component, add_component
from moothall.web.api.parameters import Known, Parameters
from moothall.web.api.service import Service
from moothall.web.error_responses import wants_json
from moothall.web.transactions import SAFE_METHODS

ROUTE = "api"


class ApiRequestPredicate:
    """Route predicate: true if the request was sent by a client of the HTTP API."""

    def __init__(self, wanted: bool, _config: Configurator) -> None:
        self._wanted = wanted

    def text(self) -> str:
        """Return the text that Pyramid shows for this predicate."""
        return f"for_programs = {self._wanted}"

    phash = text

    def __call__(self, _info: Any, request: Request) -> bool:
        """Return True if the request should match the route."""
        return (wants_json(request) or "/@" in request.environ.get("PATH_INFO", "")) is self._wanted


def add_service(
    config: Configurator,
    view: type[Service],
    name: str = "",
    attr: str = "get",
    context: type = Item,
    method: str = "GET",
    expand: bool = False,
    check: Callable[[Request, Any], object] | None = None,
    asks: Permission | str | None = None,
) -> None:
    """Register the method ``attr`` of the class ``view`` for API requests for ``name`` of a ``context``.

    The permission to view the context is required; the service checks further permissions.  With ``expand``,
    items link to the service in ``@components``, and ``?expand=`` includes its response.  ``check(request, context)``
    may raise an error before the service is called.  ``asks`` is the permission that the service requires, for the
    explanation of a refusal.  Parameters in the address that ``view.parameters`` does not name are refused, as are
    fields of the body that the service does not read.
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
        decorator=(
            _finish,
            *(() if check is None else (_checked(check),)),
            _with_parameters(view.parameters if method == "GET" else {}),
            _conditional(view),
        ),
    )


def _checked(
    check: Callable[[Request, Any], object],
) -> Callable[[Callable[[Any, Request], Any]], Callable[[Any, Request], Any]]:
    """Return a decorator of views that calls ``check`` first."""

    def decorate(view: Callable[..., Any]) -> Callable[[Any, Request], Any]:
        def checked(context: Any, request: Request) -> Any:
            check(request, context)
            return view(context, request)

        return checked

    return decorate


def _with_parameters(
    known: Known | None,
) -> Callable[[Callable[[Any, Request], Any]], Callable[[Any, Request], Any]]:
    """Return a decorator of views that refuses parameters other than those ``known``, and fields that nothing read.

    It does so after the service has judged the rights; what a service has changed is undone with the transaction.
    """

    def decorate(view: Callable[..., Any]) -> Callable[[Any, Request], Any]:
        def known_only(context: Any, request: Request) -> Any:
            response = view(context, request)
            if known is not None and request.query_string:
                Parameters(request.GET.items(), known).refuse_unknown()
            if request.method not in SAFE_METHODS:
                request.sent_fields.refuse_unread()
            return response

        return known_only

    return decorate


def _conditional(
    service: type,
) -> Callable[[Callable[[Any, Request], Any]], Callable[[Any, Request], Any]]:
    """Return a decorator of views that change something: ``If-Match`` is honoured by each of them, or refused.

    A service that compares the header itself, after checking the permission to change, is not checked again.  For
    all others, the transaction is aborted, so that the permission is always checked first.
    """

    def decorate(view: Callable[..., Any]) -> Callable[[Any, Request], Any]:
        def conditional(context: Any, request: Request) -> Any:
            sent = request.headers.get("If-Match")
            if sent is None or request.method in SAFE_METHODS:
                return view(context, request)
            revision = service(context, request).revision()
            response = view(context, request)
            if not getattr(request, "is_match_checked", False):
                require_match(sent, revision)
            return response

        return conditional

    return decorate


def _finish(view: Callable[..., Any]) -> Callable[[Any, Request], Any]:
    """Add the ETag with which conditional requests are answered."""

    def finished(context: Any, request: Request) -> Response:
        response = view(context, request)
        if request.method in ("GET", "HEAD") and response.status_int == 200:
            # The ETag is computed from the body, so it changes with edition, access, language and end dates.  That of
            # an item begins with its revision, which is what ``If-Match`` compares.
            seed = f"{request.person.id} {request.locale_name} ".encode()
            digest = hashlib.sha256(seed + response.body).hexdigest()[:32]
            revision = getattr(request, "revision", "")
            response.etag = f"{revision}-{digest}" if revision else digest
            response.conditional_response = True
        return response

    return finished


def includeme(config: Configurator) -> None:
    """Register the route predicate and the directive ``add_service``."""
    config.add_renderer("moothall api", JSON(ensure_ascii=False))
    config.add_route_predicate("for_programs", ApiRequestPredicate)
    config.add_directive("add_service", add_service)
    config.add_request_method(sent_fields, "sent_fields", reify=True)


def add_api_route(config: Configurator) -> None:
    """Add the API's route; must come last because it matches every address."""
    config.add_route(ROUTE, "/*traverse", for_programs=True, use_global_views=True)
