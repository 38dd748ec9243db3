"""What every request knows: the site, the moment, and who is looking."""

from datetime import UTC, datetime

from pyramid.interfaces import IRequestExtensions, IRequestFactory
from pyramid.request import Request

from moothall.core.access.person import GUEST
from moothall.core.authorization.access_context import AccessContext
from moothall.core.content.reserved_names import reserved_names
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import site_of_request


def site(request):
    """The site in this request's snapshot."""
    return site_of_request(request)


def now(request):
    """The moment of this request, the same however long it takes (aware UTC)."""
    return request.registry.clock()


def person(request):
    """Who is asking, a guest included."""
    return request.identity or GUEST


def viewer(request):
    """The person looking at the site now: asks and lists go through it."""
    facts = request.impersonation.facts(request.site) if request.impersonation is not None else None
    return AccessContext(request.site, request.person, request.now, facts)


def act(request, reason="", rule=""):
    """An act of the person asking, for the verbs of the content."""
    return ActionContext(request.person.id, request.now, reason, rule, reserved=reserved_names(request.registry))


def allowed(request, permission, item=None):
    """Whether the person asking holds ``permission`` on ``item`` (or the context)."""
    return request.viewer.allowed(permission, request.context if item is None else item)


def _one_class(registry):
    """Make one class of requests with everything that was added to them.

    Left alone, Pyramid makes a new class for each request, which costs more than all that is in it.
    """
    extensions = registry.getUtility(IRequestExtensions)
    added = {**extensions.methods, **extensions.descriptors}
    registry.registerUtility(type("Request", (Request,), added), IRequestFactory)
    extensions.methods.clear()
    extensions.descriptors.clear()


def includeme(config):
    # After all features have added theirs.
    config.action("one class of requests", _one_class, (config.registry,), order=1000)
    config.registry.clock = lambda: datetime.now(UTC)
    for method in (site, now, person, viewer):
        config.add_request_method(method, reify=True)
    for method in (act, allowed):
        config.add_request_method(method)
    config.set_root_factory(site_of_request)
