"""Forums and discussions in the HTTP API."""

from moothall.core.content.uids import uid_name
from moothall.core.search.query import ContentQuery
from moothall.discussion.content import Discussion, Forum
from moothall.web.api.content import ContentService


class ForumService(ContentService):
    """A forum, with its newest discussions first."""

    def children(self):
        return ContentQuery(self.viewer).children_of(self.context).newest_first()


class DiscussionService(ContentService):
    """A discussion, with its posts from the first to the last."""

    def children(self):
        return ContentQuery(self.viewer).of("post").within(self.context).sorted_by("created")


def discussion_fields(show, discussion):
    """Return what the API tells of a discussion beside its fields."""
    return {"pinned": discussion.pinned}


def post_fields(show, post):
    """Return what the API tells of a post beside its fields."""
    found = {"is_first": post.is_first, "edited": bool(post.edits)}
    answered = show.visible(post.in_reply_to)
    if answered is not None:
        found["in_reply_to"] = uid_name(answered.uid)
    return found


def includeme(config):
    config.add_service(ForumService, attr="get", context=Forum)
    config.add_service(DiscussionService, attr="get", context=Discussion)
