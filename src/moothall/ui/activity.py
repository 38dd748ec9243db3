"""What has been going on, as sentences: "Ana published Teacher training plan"."""

from moothall.core.base.i18n import _
from moothall.core.content.items import nearest
from moothall.core.content.types import types_of
from moothall.core.search.query import ContentQuery
from moothall.ui.layout.components import Activity
from moothall.ui.layout.presenters import Link

#: Types whose news are told, and what was done with them when they appeared.
VERBS = {
    "discussion": _("started a discussion:"),
    "post": _("replied in"),
    "document": _("published"),
    "file": _("added the file"),
    "link": _("added the link"),
    "resource": _("published the resource"),
    "goodpractice": _("published the good practice"),
    "workspace": _("opened the workspace"),
}


def latest(view, within=None, by=None, types=tuple(VERBS), limit=8, with_place=False):
    """The latest visible changes, at most ``limit``, newest first; a thread appears once."""
    query = ContentQuery(view.viewer).of(*types).in_states("published", "open", "active", "closed")
    if within is not None:
        query = query.within(within)
    if by is not None:
        query = query.by(by)
    found, threads = [], set()
    for uid in query.sorted_by("created", descending=True).sorted_uids(limit * 4):
        item = view.viewer.site.uids.get(uid)
        thread = item.__parent__ if item.type_id == "post" else item
        if thread.uid in threads:
            continue
        threads.add(thread.uid)
        found.append(_sentence(view, item, thread, with_place))
        if len(found) == limit:
            break
    return found


def _sentence(view, item, thread, with_place):
    place = None
    if with_place:
        space = nearest(item.__parent__, *_space_classes(view))
        if space is not None and view.viewer.sees(space):
            place = Link(view.translate(space.title), view.url(space))
    kind = "discussion" if item.type_id == "post" and item.is_first else item.type_id
    return Activity(
        view.request.names(item.creator),
        view.translate(VERBS[kind]),
        Link(view.translate(thread.title), view.url(item)),
        view.clock.moment(item.created),
        place,
    )


def _space_classes(view):
    types = types_of(view.request.registry)
    return types["coalition"].factory, types["workspace"].factory
