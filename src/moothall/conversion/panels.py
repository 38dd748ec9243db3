"""Links on pages of other features: make an item, and from one to the other."""

from moothall.conversion.converting import made_from, source_of
from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.discussion.content import Discussion
from moothall.discussion.states import PUBLISHED
from moothall.space.header import space_of
from moothall.ui.badges import title_of
from moothall.ui.layout.presenters import Action, Link


def _adds_here(view):
    """Return True if the person may add to the library of the space."""
    space = space_of(view.context)
    library = space.get("documents") if space is not None else None
    return library is not None and view.viewer.allowed(Permission.ADD, library)


def _make(view):
    if not isinstance(view.context, Discussion) or not _adds_here(view):
        return None
    return Action(view.translate(_("Make an item")), view.url(view.context, "convert"))


def _make_of_post(view):
    if not _adds_here(view):
        return None
    label = view.translate(_("Make an item"))

    def action(post, url):
        return Action(label, f"{url}convert") if post.own_state == PUBLISHED and not post.is_first else None

    return action


def _made(view):
    if not isinstance(view.context, Discussion):
        return None
    for item in made_from(view.viewer, view.context)[-1:]:
        return Action(_label(view, item), view.url(item))
    return None


def _made_of_post(view):
    conversions = view.request.site.conversions

    def action(post, _url):
        if not conversions.made_from(post.uid):
            return None
        for item in made_from(view.viewer, post)[-1:]:
            return Action(_label(view, item), view.url(item))
        return None

    return action


def _label(view, item):
    title = title_of(view.viewer, view.translate, item)
    return view.translate(_("Became “${title}”", mapping={"title": title}))


def _source(view):
    source = source_of(view.viewer, view.context)
    if source is None:
        return None
    said = _("From the discussion “${title}”", mapping={"title": source.titled_by.title})
    return Link(view.translate(said), view.url(source))


def includeme(config):
    config.add_panel("item actions", "make an item", _make, order=70)
    config.add_panel("item actions", "made item", _made, order=1)
    config.add_panel("post actions", "make an item", _make_of_post, order=80)
    config.add_panel("post actions", "made item", _made_of_post, order=1)
    config.add_panel("item links", "made from", _source, order=5)
