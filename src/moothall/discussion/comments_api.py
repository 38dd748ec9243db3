"""``@comments`` of a discussion: its posts in the shape of comments in plone.restapi."""

from BTrees import family64
from pyramid.httpexceptions import HTTPMovedPermanently

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_name
from moothall.core.operations import authoring
from moothall.core.search.query import ContentQuery
from moothall.discussion.content import Discussion, thread_to_reply_in
from moothall.discussion.schema import PostSchema
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.representation import moment
from moothall.web.api.service import Service

NAME = "@comments"
TYPE = "Discussion Item"
#: The media type of texts that are sent without one, as in Plone.
DEFAULT_MEDIA_TYPE = "text/plain"
#: Keys of a comment that may be sent back.
_OWN_KEYS = (
    "@id", "@parent", "@type", "author_image", "author_name", "author_username", "comment_id", "creation_date",
    "in_reply_to", "is_deletable", "is_editable", "modification_date", "user_notification",
)  # fmt: skip


class CommentsService(Service):
    """The posts that answer a discussion; its first post is the text of the discussion."""

    segments = 1
    parameters = BATCH
    passed_over = _OWN_KEYS

    def get(self):
        """Return the posts from the first to the last, or one; redirect to one that was moved."""
        if self.rest():
            post = self._post()
            if post.__parent__ is not self.context:
                return HTTPMovedPermanently(self.url(NAME, post.__name__, item=post.__parent__))
            return self._comment(post)
        batch = Batch(self.request)
        query = ContentQuery(self.viewer).of("post").within(self.context).sorted_by(*self.context.listing_order)
        first = self.context.first_uid
        page = query.without(family64.IF.Set([first] if first is not None else [])).slice(batch.start, batch.size)
        return {
            "@id": self.url(NAME),
            "items": [self._comment(post) for post in page.items],
            "items_total": page.total,
            "batching": batch.links(page.total),
            "permissions": {"can_reply": self.viewer.allowed(Permission.REPLY, self.context)},
        }

    def post(self):
        """Add a post; one sent to a comment answers it, also if that was moved to another discussion."""
        named = self.rest()[0] if self.rest() else self.body().get("in_reply_to")
        self.context = thread_to_reply_in(self.viewer, self.context, named)
        answered = self._post() if self.rest() else None
        authoring.require_adding(self.request, self.context, "post")
        values = authoring.check(PostSchema().bind(request=self.request), self._fields())
        values["in_reply_to"] = self._answered(answered)
        return self._done(authoring.add(self.request, self.context, "post", values))

    def patch(self):
        """Change the text of a post."""
        post = self._post()
        authoring.require(self.request, Permission.EDIT, post)
        values = authoring.check(PostSchema().bind(request=self.request), self._fields(), partial=True)
        authoring.save(self.request, post, values)
        return self._done(post)

    def delete(self):
        """Delete a post."""
        self.require_login()
        post = self._post()
        authoring.require_deletable(self.request, post)
        authoring.delete(self.request, post)
        return self.nothing()

    def _post(self):
        """Return the post that the address names, also if it was moved; raise NotFound if it is hidden or missing."""
        names = self.rest()
        post = (self.context.get(names[0]) or self.context.moved_child(names[0])) if names else None
        if post is None or post.is_first or not self.viewer.sees(post):
            raise NotFound()
        return post

    def _answered(self, answered):
        sent = self.body().get("in_reply_to")
        if answered is not None or sent is None:
            return answered.uid if answered is not None else None
        post = self.context.get(sent) if isinstance(sent, str) else None
        if post is None or not self.viewer.sees(post):
            raise BadInput(_("“${field}” must name a post of this discussion.", mapping={"field": "in_reply_to"}))
        return post.uid

    def _fields(self):
        """Return the text of the body in the form of the schema."""
        body = self.body()
        text = body.get("text")
        media_type = body.get("mime_type", DEFAULT_MEDIA_TYPE)
        if isinstance(text, dict):
            media_type, text = text.get("mime-type", media_type), text.get("data")
        if not isinstance(text, str):
            raise BadInput(_("“${field}” must be text of up to ${longest} characters.",
                             mapping={"field": "text", "longest": 100_000}))  # fmt: skip
        return {"text": {"data": text, "content-type": media_type}}

    def _done(self, post):
        response = self.nothing()
        response.location = self.url(NAME, post.__name__)
        return response

    def _comment(self, post):
        answered = self.show.visible(post.in_reply_to)
        parent = answered if answered is not None and answered.__parent__ is post.__parent__ else None
        is_comment = parent is not None and not parent.is_first
        return {
            "@id": self.url(NAME, post.__name__),
            "@parent": self.url(NAME, parent.__name__) if is_comment else None,
            "@type": TYPE,
            "author_image": None,
            "author_name": self.request.names.name(post.creator),
            "author_username": self.show.login(post.creator),
            "comment_id": uid_name(post.uid),
            "creation_date": moment(post.created),
            "in_reply_to": parent.__name__ if is_comment else None,
            "is_deletable": self.viewer.allowed(Permission.DELETE, post),
            "is_editable": self.viewer.allowed(Permission.EDIT, post),
            "modification_date": moment(post.modified),
            "text": {"data": str(post.text), "mime-type": "text/html"},
            "user_notification": None,
        }


def includeme(config):
    """Register the service."""
    asks = {"POST": Permission.ADD, "PATCH": None, "DELETE": None}
    config.add_service(CommentsService, name=NAME, attr="get", context=Discussion)
    for method, permission in asks.items():
        config.add_service(
            CommentsService, name=NAME, attr=method.lower(), context=Discussion, method=method, asks=permission
        )
