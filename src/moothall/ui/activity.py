"""Recent activity as sentences: "Ana published Teacher training plan"."""

from moothall.core.access.records import SPACE
from moothall.core.content.items import scope_of
from moothall.core.content.types import types_of
from moothall.core.search.query import ContentQuery
from moothall.ui.layout.components import Activity
from moothall.ui.layout.presenters import Link


def latest(view, within=None, by=None, limit=8, with_place=False):
    """Return the latest visible changes, at most ``limit``, newest first; each topic appears once.

    Each names who did it and when: for a document, who published it.
    """
    news = {id: one.news for id, one in types_of(view.request.registry).items() if one.news}
    query = ContentQuery(view.viewer).of(*news).in_states("published", "open", "active", "closed")
    if within is not None:
        query = query.within(within)
    if by is not None:
        query = query.by(by)
    found, topics = [], set()
    for uid in query.sorted_by("effective", descending=True).sorted_uids(limit * 4):
        item = view.viewer.site.uids.get(uid)
        topic = item.topic
        if topic.uid in topics:
            continue
        topics.add(topic.uid)
        found.append(_sentence(view, item, topic, news[item.type_id], with_place))
        if len(found) == limit:
            break
    return found


def _sentence(view, item, topic, news, with_place):
    place = None
    if with_place:
        space = _space_around(view.viewer, item)
        if space is not None and view.viewer.sees(space):
            place = Link(view.translate(space.title), view.url(space))
    return Activity(
        view.request.names(item.published_by),
        view.translate(news(item) if callable(news) else news),
        Link(view.translate(topic.title), view.url(item)),
        view.clock.moment(item.effective),
        place,
    )


def _space_around(viewer, item):
    """Return the closest space that contains an item, or ``None``."""
    records = viewer.access_data.chain(scope_of(item.__parent__))
    spaces = (viewer.site.uids.get(record.uid) for record in records if record.kind == SPACE)
    return next((space for space in spaces if space is not None), None)
