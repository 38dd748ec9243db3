"""Forums and discussions in the HTTP API."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_name
from moothall.core.search.query import ContentQuery
from moothall.discussion.content import Discussion
from moothall.discussion.post import Post
from moothall.web.api.content import ContentService


class DiscussionService(ContentService):
    """A discussion, with its posts from the first to the last."""

    fields_of_new = ("in_reply_to", "is_first", "edited")

    def further_fields(self, body):
        """Return the UID of the post that is answered, given by its UID or its address."""
        sent = body.get("in_reply_to")
        if sent is None:
            return {}
        name = sent.rstrip("/").rpartition("/")[2] if isinstance(sent, str) else ""
        post = self.context.get(name) if name else None
        if post is None or not self.viewer.sees(post):
            raise BadInput(_("“${field}” must name a post of this discussion.", mapping={"field": "in_reply_to"}))
        return {"in_reply_to": post.uid}

    def children(self):
        return ContentQuery(self.viewer).of("post").within(self.context).sorted_by(*self.context.listing_order)


class PostService(ContentService):
    """A post; which one it answers is set when it is added."""

    unchangeable = ("in_reply_to",)


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
    config.add_service(DiscussionService, attr="get", context=Discussion)
    config.add_service(DiscussionService, attr="post", context=Discussion, method="POST", asks=Permission.ADD)
    config.add_service(PostService, attr="patch", context=Post, method="PATCH", asks=Permission.EDIT)
