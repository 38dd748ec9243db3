"""The region of a discussion from which a script shows what changes on the open page."""

from moothall.core.base.i18n import plural
from moothall.streaming.streamed import changes_since

ONE, MANY = plural("${n} new post", "${n} new posts")


def live_region(view, is_end):
    """Return the attributes of the region; ``is_end`` is True on the last page, where new posts appear."""
    discussion = view.context

    def said(n):
        # The script replaces the sign by the number.
        return view.request.localizer.pluralize(ONE, MANY, n, domain="moothall", mapping={"n": "#"})

    return {
        "data-live": view.url(discussion, "@stream"),
        "data-cursor": changes_since(view.request, discussion).cursor,
        "data-posts": view.url(discussion, "fragment"),
        "data-end": "true" if is_end else None,
        "data-one": said(1),
        "data-many": said(2),
    }
