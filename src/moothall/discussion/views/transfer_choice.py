"""Choosing the posts of a discussion that are moved to another one, with a checkbox at each."""

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.ui.layout.components import RowSelection
from moothall.ui.layout.presenters import Action

#: The parameter, and its value, with which a discussion shows the checkboxes.
CHOOSE, POSTS = "choose", "posts"


def transfer_actions(view):
    """Return the links to move posts and to merge the discussion, for its moderators."""
    thread, found = view.context, []
    if thread.total > 1:
        url = view.url(thread, query=[*view.request.GET.items(), (CHOOSE, POSTS)])
        found.append(Action(view.translate(_("Move posts")), url))
    return [*found, Action(view.translate(_("Merge")), view.url(thread, "merge"))]


def choice_of_posts(view, posts):
    """Return the selection of the posts on a page, if it was asked for by a moderator, or None."""
    thread = view.context
    if view.request.GET.get(CHOOSE) != POSTS or not view.viewer.allowed(Permission.MODERATE, thread):
        return None
    ids = frozenset(post.__name__ for post in posts if post.uid != thread.first_uid and view.viewer.sees(post))
    return RowSelection(ids, [Action(view.translate(_("Move posts")), view.url(thread, "move-posts"))])


def leave_choice(view):
    """Return the link that ends the choice."""
    kept = [(name, value) for name, value in view.request.GET.items() if name != CHOOSE]
    return Action(view.translate(_("Cancel")), view.url(view.context, query=kept or None))
