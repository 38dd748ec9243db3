"""A discussion as a row of a list."""

from moothall.core.content.items import scope_of
from moothall.discussion.arrivals import ReadPosts
from moothall.discussion.components import DiscussionRow
from moothall.discussion.visible_thread import VisibleThread
from moothall.ui.badges import chip_of


def discussion_row(view, discussion, place=""):
    """Return the row of a discussion: who began it, the last post, and the number of posts new to the person."""
    request = view.request
    last = discussion.last or discussion.first
    author = request.names(discussion.creator)
    replies = max(0, discussion.published_count - 1)
    return DiscussionRow(
        title=discussion.title,
        url=view.url(discussion),
        author=author,
        replies=replies,
        noun=request.localizer.pluralize("reply", "replies", replies, domain="moothall"),
        last=view.clock.moment(last.created),
        last_by=request.names.name(last.creator),
        last_url=view.url(last),
        unread=unread_of(request, discussion),
        pinned=discussion.pinned,
        chip=chip_of(request, "discussion", discussion.state, scope_of(discussion))
        if discussion.state != "open"
        else None,
        tags=list(discussion.subjects),
        place=place,
        id=discussion.__name__,
    )


def unread_of(request, discussion):
    """Return the number of posts that the person has not read; 0 for visitors."""
    if request.person.id is None:
        return 0
    read = ReadPosts(request.read_marks, discussion)
    return 0 if read.has_read_all() else read.count_unread(VisibleThread(request.viewer, discussion))
