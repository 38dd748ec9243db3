"""Panels on pages of other features: where the feed of a page is."""

from moothall.core.access.person import GUEST
from moothall.core.base.i18n import _
from moothall.syndication.feeds import has_feed
from moothall.syndication.formats import ATOM, JSON
from moothall.syndication.views import NAMES
from moothall.ui.layout.presenters import Link


def _public_feed(request):
    """Return True if the context has a feed that a feed reader, which has no session, can get."""
    item, viewer = request.context, request.viewer
    if not has_feed(request.registry, item):
        return False
    return viewer.sees(item) if request.person.id is None else viewer.for_person(GUEST).sees(item)


def _link(view):
    if not view.request.public_feed:
        return None
    return Link(view.translate(_("Feed")), view.url(view.context, NAMES[ATOM]))


def _alternate(media_type):
    def show(view):
        return (media_type, view.url(view.context, NAMES[media_type])) if view.request.public_feed else None

    return show


def includeme(config):
    """Register the panels."""
    config.add_request_method(_public_feed, "public_feed", reify=True)
    config.add_panel("under an item", "feed", _link, order=90)
    for media_type in (ATOM, JSON):
        config.add_panel("other formats", media_type, _alternate(media_type))
