"""Attributes of every request: site, time, person and access context."""

from datetime import UTC, datetime

from pyramid.config import Configurator
from pyramid.interfaces import IRequestExtensions, IRequestFactory
from pyramid.registry import Registry
from pyramid.request import Request

from moothall.core.access.person import GUEST, Person
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.settings import settings_of
from moothall.core.content.items import Item
from moothall.core.content.reserved_names import reserved_names
from moothall.core.content.site import Site
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import site_of_request


def site(request: Request) -> Site:
    """Return the site in this request's snapshot."""
    return site_of_request(request)


def now(request: Request) -> datetime:
    """Return the start of this request as aware UTC, the same throughout the request."""
    return request.registry.clock()


def person(request: Request) -> Person:
    """Return the person who sends the request, who may be a visitor."""
    return request.identity or GUEST


def viewer(request: Request) -> AccessContext:
    """Return the access context of the person at the time of the request."""
    access_data = request.impersonation.access_data(request.site) if request.impersonation is not None else None
    return AccessContext(request.site, request.person, request.now, access_data)


def act(request: Request, reason: str = "", rule: str = "") -> ActionContext:
    """Return the context for an action of this person."""
    return ActionContext(
        request.person.id,
        request.now,
        reason,
        rule,
        reserved=reserved_names(request.registry),
        zone=settings_of(request.registry).zone,
    )


def allowed(request: Request, permission: str, item: Item | None = None) -> bool:
    """Return True if the person holds ``permission`` on ``item`` (or the context)."""
    return request.viewer.allowed(permission, request.context if item is None else item)


def _one_class(registry: Registry) -> None:
    """Create one request class with every registered method and property.

    By default, Pyramid creates a class for each request, which is slow.
    """
    extensions = registry.getUtility(IRequestExtensions)
    # A request that is refused before traversal has no view, and its error page asks for one.
    added = {"view_name": "", "subpath": (), **extensions.methods, **extensions.descriptors}
    registry.registerUtility(type("Request", (Request,), added), IRequestFactory)
    extensions.methods.clear()
    extensions.descriptors.clear()


def includeme(config: Configurator) -> None:
    """Add the attributes to requests."""
    # This runs after all features have added theirs.
    config.action("one class of requests", _one_class, (config.registry,), order=1000)
    config.registry.clock = lambda: datetime.now(UTC)
    for method in (site, now, person, viewer):
        config.add_request_method(method, reify=True)
    config.add_request_method(act)
    config.add_request_method(allowed)
    config.set_root_factory(site_of_request)
