"""What every request knows: the site, the moment, and who is looking."""

from datetime import UTC, datetime

from moothall.core.facts import Act
from moothall.core.person import GUEST
from moothall.core.storage import site_of_request
from moothall.core.viewer import Viewer


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
    return Viewer(request.site, request.person, request.now)


def act(request, reason="", rule=""):
    """An act of the person asking, for the verbs of the content."""
    return Act(request.person.id, request.now, reason, rule)


def allowed(request, permission, item=None):
    """Whether the person asking holds ``permission`` on ``item`` (or the context)."""
    return request.viewer.allowed(permission, request.context if item is None else item)


def includeme(config):
    config.registry.clock = lambda: datetime.now(UTC)
    for method in (site, now, person, viewer):
        config.add_request_method(method, reify=True)
    for method in (act, allowed):
        config.add_request_method(method)
    config.set_root_factory(site_of_request)
