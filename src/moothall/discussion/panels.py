"""Panels on pages of other features: discussions on the front page and in spaces."""

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.core.search.query import ContentQuery
from moothall.discussion.rows import discussion_row, unread_of
from moothall.space.header import section_tab
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import counted_link
from moothall.ui.slots import Part
from moothall.ui.workflow_bar import own_spaces

#: Maximum discussions per space on the front page.
UNREAD_SHOWN = 3


def includeme(config):
    config.add_slot(
        "post actions", "show(view) returns a function of a post and its address, which returns an Action or None."
    )
    config.add_slot(
        "post notes",
        "show(view) returns a function of a post that is not published, which returns the reason or None.",
    )
    config.add_request_method(_space_news, "space_news", reify=True)
    config.add_panel("home of visitors", "discussions", _open_discussions, order=20)
    config.add_panel(
        "home figures",
        "discussions",
        counted_link("/search?portal_type=discussion", _("discussions"), "discussion"),
        order=30,
    )
    config.add_panel("home", "news", _news, order=30)
    config.add_panel("home aside", "quiet spaces", _quiet_spaces, order=10)
    config.add_panel("space tabs", "discussions", section_tab("discussions", _("Discussions")), order=20)
    config.add_panel("space overview", "pinned", _pinned)
    config.add_panel("first steps in a space", "discussion", _first_discussion, order=10)
    config.add_panel(
        "administration figures",
        "discussions",
        counted_link("/search?portal_type=discussion", _("discussions"), "discussion"),
        order=40,
    )


def _open_discussions(view):
    found = ContentQuery(view.viewer).of("discussion").in_states("open").newest_first().items(5)
    return Part(
        view,
        "moothall.discussion:templates/home.pt",
        discussions=[discussion_row(view, one, _place(view, one)) for one in found],
    )


def _place(view, discussion):
    space = discussion.__parent__.__parent__
    return view.translate(space.title) if view.viewer.sees(space) else ""


def _news(view):
    """Return the unread discussions in the person's spaces, with the most unread posts first."""
    spaces = view.request.space_news
    return Part(
        view,
        "moothall.discussion:templates/news.pt",
        spaces=[
            {
                "link": Link(view.translate(space.title), view.url(space)),
                "discussions": [discussion_row(view, one) for _count, one in unread[:UNREAD_SHOWN]],
            }
            for space, unread in spaces
            if unread
        ],
        empty=Empty(
            view.translate(_("You are up to date")),
            view.translate(
                _("Nothing new in your spaces since your last visit.")
                if spaces
                else _("You have not joined a space yet. Look around and join one.")
            ),
            Action(view.translate(_("See all workspaces")), view.url(view.request.site["workspaces"])),
        ),
    )


def _quiet_spaces(view):
    links = [
        Link(view.translate(space.title), view.url(space)) for space, unread in view.request.space_news if not unread
    ]
    return Part(view, "moothall.discussion:templates/quiet-spaces.pt", links=links) if links else None


def _space_news(request):
    """Return (space, [(unread posts, discussion)]) of the person's spaces, with the most unread posts first."""
    news = []
    for space in own_spaces(request.viewer):
        found = ContentQuery(request.viewer).of("discussion").within(space).newest_first().items(30)
        unread = [(unread_of(request, one), one) for one in found]
        news.append((space, [(count, one) for count, one in unread if count]))
    news.sort(key=lambda entry: -sum(count for count, _one in entry[1]))
    return news


def _pinned(view):
    """Return the pinned discussions."""
    forum = view.context.get("discussions")
    found = [forum.get(name) for name in forum.pins] if forum is not None else []
    links = [Link(one.title, view.url(one)) for one in found if one is not None and view.viewer.sees(one)]
    return Part(view, "moothall.discussion:templates/pinned.pt", links=links) if links else None


def _first_discussion(view):
    forum = view.context["discussions"]
    if not view.viewer.allowed(Permission.ADD, forum):
        return None
    return Action(view.translate(_("Start the first discussion")), view.url(forum, "add", "discussion"))
