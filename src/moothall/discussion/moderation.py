"""The state of new and changed posts by the policy of the space."""

from moothall.core.access.permissions import Permission
from moothall.core.content.items import scope_of
from moothall.core.search.query import ContentQuery
from moothall.discussion.states import PUBLISHED


def first_state(viewer, item):
    """Return the initial state of a post by this person at ``item``, by the setting "post_moderation"."""
    policy = viewer.access_data.inherited(scope_of(item))[3]["post_moderation"]
    if policy == "none" or viewer.allowed(Permission.MODERATE, item):
        return PUBLISHED
    if policy == "first" and _has_said_something(viewer, item):
        return PUBLISHED
    return "pending"


def needs_approval_again(viewer, item):
    """Return True if what this person changes in an approved post or its discussion must be approved again."""
    policy = viewer.access_data.inherited(scope_of(item))[3]["post_moderation"]
    return policy == "all" and not viewer.allowed(Permission.MODERATE, item)


def _has_said_something(viewer, item):
    space = viewer.access_data.inherited(scope_of(item))[2].uid
    posts = ContentQuery(viewer).of("post").by(viewer.person.id).in_states(PUBLISHED)
    return posts.within(viewer.site.uids.get(space)).count() > 0
