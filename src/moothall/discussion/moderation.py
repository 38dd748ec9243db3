"""The state of new and changed posts by the policy of the space."""

from collections.abc import Callable
from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.search.query import ContentQuery
from moothall.discussion.checks import holds_on
from moothall.discussion.states import PENDING, PUBLISHED


class Admission(NamedTuple):
    """The initial state of a post, and what to call with (act, post) once it exists."""

    state: str
    holds: list[Callable]

    def note(self, act, post):
        """Tell the checks that hold the post about it."""
        for hold in self.holds:
            hold(act, post)


def admit(viewer, item, html, titles=()):
    """Return the :class:`Admission` of a new post by this person at ``item``: by its policy, and by the checks."""
    holds = holds_on(viewer, item, html, titles)
    return Admission(PENDING if holds else first_state(viewer, item), holds)


def hold_title(viewer, act, thread, titles):
    """Let the first post wait if a check does not let the new title or tags of the discussion pass."""
    holds = holds_on(viewer, thread, titles=titles)
    if not holds:
        return
    first = thread.first
    if thread.published_count > (first.own_state == PUBLISHED):
        # The discussion stays visible with the posts of others, and a title does not wait apart from it.
        raise Forbidden(_("Moderators check titles like this first, so only they can change it."))
    first.wait(act, holds)


def first_state(viewer, item):
    """Return the initial state of a post by this person at ``item``, by the setting "post_moderation"."""
    policy = viewer.access_data.inherited(scope_of(item))[3]["post_moderation"]
    if policy == "none" or viewer.allowed(Permission.MODERATE, item):
        return PUBLISHED
    if policy == "first" and _has_said_something(viewer, item):
        return PUBLISHED
    return PENDING


def needs_approval_again(viewer, item):
    """Return True if what this person changes in an approved post or its discussion must be approved again."""
    policy = viewer.access_data.inherited(scope_of(item))[3]["post_moderation"]
    return policy == "all" and not viewer.allowed(Permission.MODERATE, item)


def _has_said_something(viewer, item):
    space = viewer.access_data.inherited(scope_of(item))[2].uid
    posts = ContentQuery(viewer).of("post").by(viewer.person.id).in_states(PUBLISHED)
    return posts.within(viewer.site.uids.get(space)).count() > 0
