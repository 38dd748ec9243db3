"""The lines in a discussion at the places from or to which posts were moved."""

from bisect import bisect

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import plural
from moothall.core.operations.redirects import current
from moothall.discussion.transfers import transfers_of
from moothall.ui.layout.presenters import Link

AWAY = plural("${n} post was moved to “${title}” (${date}).", "${n} posts were moved to “${title}” (${date}).")
HERE = plural(
    "${n} post was moved here from “${title}” (${date}).", "${n} posts were moved here from “${title}” (${date})."
)


def place_notices(view, seen, start, rows, is_last):
    """Add the lines to the rows of a page; return those that follow its last post.

    ``rows`` are (key, row) of the posts shown, ``start`` the number of visible posts before them.  Each line is only
    for people who see the discussion at the other end.
    """
    keys, closing = [key for key, _row in rows], []
    for record in transfers_of(view.context):
        position = seen.count_before(record.start)
        if position < start or position > start + len(keys) or (position == start + len(keys) and not is_last):
            continue
        link = _line(view, record)
        if link is None:
            continue
        at = bisect(keys, (record.start[0], record.start[1] - 1))
        (rows[at][1].notes if at < len(rows) else closing).append(link)
    return closing


def _line(view, record):
    viewer, is_source = view.viewer, record.source == view.context.uid
    other = current(viewer.site, record.target) if is_source else record.retired or current(viewer.site, record.source)
    other = other.topic if other is not None else None
    if other is None or not viewer.sees(other):
        return None
    if not record.shown and not viewer.allowed(Permission.MODERATE, other):
        # None of the posts was published, so only moderators know of them.
        return None
    one, many = AWAY if is_source else HERE
    count = record.shown or len(record.posts)
    said = {"n": count, "title": other.title, "date": view.clock.day(record.at)}
    text = view.request.localizer.pluralize(one, many, count, domain="moothall", mapping=said)
    return Link(text, "" if other is record.retired else view.url(other))
