"""Make a document or a good practice from a post, or from what a person sees of a discussion."""

from html import escape

from moothall.conversion.log_events import CONVERTED
from moothall.core.base.errors import BadInput, Conflict, Forbidden, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.content.types import types_of
from moothall.core.operations import authoring
from moothall.core.richtext import clean
from moothall.discussion.post import Post
from moothall.discussion.states import PUBLISHED
from moothall.discussion.visible_thread import VisibleThread

#: Types that can be made.
TYPES = ("document", "goodpractice")
#: Maximum number of posts of a discussion.
MAX_POSTS = 500


def check_may_convert(viewer, source) -> None:
    """Raise unless the person is logged in and sees the post or the discussion as published."""
    if viewer.person.id is None:
        raise Unauthorized()
    if not viewer.sees(source):
        raise NotFound()
    if isinstance(source, Post) and source.own_state != PUBLISHED:
        raise Conflict(_("Only a published post can become an item."))


def convert(request, source, type_id: str, container, title: str = ""):
    """Make an item of a type from a post or a discussion in a container, and return it.

    Only what the person sees as published goes in, with the names of the authors.  Raise :class:`BadInput` for an
    unknown type or a container for other items, and :class:`Forbidden` if the person may not add items there.
    """
    check_may_convert(request.viewer, source)
    if type_id not in TYPES or type_id not in types_of(request.registry):
        values = ", ".join(TYPES)
        raise BadInput(_("“${name}” must be one of: ${values}.", mapping={"name": "to", "values": values}))
    authoring.require_adding(request, container, type_id)
    schema = types_of(request.registry)[type_id].schema
    title = " ".join(title.split()) or source.title
    sent = {"title": title[:200], "text": composed(request, source), "language": source.language}
    fields = authoring.check(schema().bind(request=request), sent)
    item = authoring.add(request, container, type_id, fields)
    site, act = site_of(source), request.act()
    site.conversions.add(source.uid, item.uid)
    site.event_log.append(act, CONVERTED, source.uid, key=type_id, after=item.uid)
    return item


def composed(request, source) -> str:
    """Return the text of the item: that of the post, or those of the discussion under the names of their authors."""
    translate = request.localizer.translate
    posts = [source] if isinstance(source, Post) else _posts(request.viewer, source)
    parts = []
    for post in posts:
        if len(posts) > 1:
            parts.append(f"<h2>{escape(request.names.name(post.creator))}</h2>")
        parts.append(str(post.text))
    names = list(dict.fromkeys(request.names.name(post.creator) for post in posts))
    thread = source.__parent__ if isinstance(source, Post) else source
    said = _(
        "From the discussion “${title}”. Written by: ${names}.",
        mapping={"title": thread.title, "names": ", ".join(names)},
    )
    parts.append(f"<p><em>{escape(translate(said))}</em></p>")
    return clean("".join(parts))


def _posts(viewer, thread):
    seen = VisibleThread(viewer, thread)
    if seen.total > MAX_POSTS:
        raise Conflict(_("A discussion with more than ${n} posts cannot become an item.", mapping={"n": MAX_POSTS}))
    found = [post for post in seen.slice(0, MAX_POSTS) if post.own_state == PUBLISHED and viewer.sees(post)]
    if not found:
        raise Forbidden(_("There are no published posts here."))
    return found


def made_from(viewer, source) -> list:
    """Return the items made from a post or discussion that the person sees."""
    found = (viewer.site.uids.get(uid) for uid in viewer.site.conversions.made_from(source.uid))
    return [item for item in found if item is not None and viewer.sees(item)]


def source_of(viewer, item):
    """Return the post or discussion an item was made from, if the person sees it, else None."""
    uid = viewer.site.conversions.source_of(item.uid)
    source = viewer.site.uids.get(uid) if uid is not None else None
    return source if source is not None and viewer.sees(source) else None
