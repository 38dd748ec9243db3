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


def discussion_fields(_show, discussion):
    """Return the representation of a discussion beside the fields of its schema."""
    return {"pinned": discussion.pinned}


def post_fields(show, post):
    """Return the representation of a post beside the fields of its schema."""
    found = {"is_first": post.is_first, "edited": bool(post.edits_for(show.viewer))}
    answered = show.visible(post.in_reply_to)
    if answered is not None:
        found["in_reply_to"] = uid_name(answered.uid)
    return found


def includeme(config):
    config.add_service(ForumService, attr="get", context=Forum)
    config.add_service(DiscussionService, attr="get", context=Discussion)
