"""Which items have a feed, and the entries of it that one person may see."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from moothall.core.base.registry import register, registered
from moothall.core.content.items import Item
from moothall.core.content.root import Root
from moothall.core.content.types import types_of
from moothall.core.content.versioned import Versioned
from moothall.core.search.query import ContentQuery
from moothall.space.content import Space

CATEGORY = "feed"
#: Maximum number of entries of a feed.
LONGEST = 50

#: ``newest(request, item, limit)`` returns items that the person of the request sees, newest first.
Newest = Callable[[Any, Any, int], Iterable[Item]]


class Entry(NamedTuple):
    """One item of a feed, as the viewer sees it; the times are aware UTC, ``html`` has relative addresses."""

    item: Item
    title: str
    author: str | None
    published: datetime
    updated: datetime
    language: str
    tags: tuple[str, ...]
    html: str
    summary: str


def add_feed(config, cls: type[Item], newest: Newest) -> None:
    """Add a feed to items of a class: that of the items which ``newest(request, item, limit)`` returns."""
    register(config, CATEGORY, cls.__name__, (cls, newest))


def has_feed(registry, item) -> bool:
    """Return True if items of this class have a feed."""
    return any(isinstance(item, cls) for cls, _newest in registered(registry, CATEGORY).values())


def entries_of(request, item) -> list[Entry]:
    """Return the entries of the feed of an item for the person of the request, newest first."""
    newest = next(newest for cls, newest in registered(request.registry, CATEGORY).values() if isinstance(item, cls))
    return [_entry(request, one) for one in newest(request, item, LONGEST)]


def _entry(request, item: Item) -> Entry:
    viewer = request.viewer
    edition = viewer.live(item) or viewer.shown(item) if isinstance(item, Versioned) else None
    said = edition.version if edition is not None else item
    hidden = item.fields_hidden_from(viewer)
    author = item.published_by
    return Entry(
        item=item,
        title=request.localizer.translate(said.title),
        author=request.names.name(author) if author is not None else None,
        published=item.effective,
        updated=max(item.effective, (edition or item).modified),
        language=said.language or "",
        tags=tuple(said.subjects),
        html=str(getattr(said, "text", None) or "") if "text" not in hidden else "",
        summary=said.description or "",
    )


def newest_content(request, within: Item, limit: int) -> list[Item]:
    """Return the newest published items in a place, without posts: discussions stand for theirs."""
    types = [id for id, one in types_of(request.registry).items() if one.news and not one.factory.index_minimal]
    query = ContentQuery(request.viewer).of(*types).in_states("published", "open", "active", "closed")
    if within is not request.site:
        query = query.within(within)
    return query.sorted_by("effective", descending=True).items(limit)


def includeme(config):
    """Add the directive, and feeds to the site and to spaces."""
    config.add_directive("add_feed", add_feed)
    config.add_feed(Root, newest_content)
    config.add_feed(Space, newest_content)
