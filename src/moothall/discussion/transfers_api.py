"""``@split``, ``@merge`` and ``@undo`` of a discussion."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.core.operations import authoring
from moothall.core.operations.moving import item_named
from moothall.core.workflow.transition import MAX_REASON_LENGTH
from moothall.discussion import splitting
from moothall.discussion.content import Discussion
from moothall.discussion.schema import TitleSchema
from moothall.web.api.service import Service, text_of


class SplitService(Service):
    """Move posts into a new discussion."""

    def post(self):
        self.no_rest()
        self.require_login()
        splitting.check_may_split(self.viewer, self.context)
        body = self.body()
        names = body.get("posts")
        if not isinstance(names, list):
            raise BadInput(_("“${field}” must be a list of names.", mapping={"field": "posts"}))
        posts = splitting.posts_named(self.viewer, self.context, names)
        title = authoring.check(TitleSchema().bind(request=self.request), body)["title"]
        act = self.request.act(text_of(body, "comment", MAX_REASON_LENGTH))
        fresh, record = splitting.split(self.viewer, act, self.context, posts, title)
        self.request.response.status_int = 201
        self.request.response.location = self.url(item=fresh)
        return {**self.show.whole(fresh), "undo": uid_name(record.id)}


class MergeService(Service):
    """Move all posts into another discussion."""

    def post(self):
        self.no_rest()
        self.require_login()
        authoring.require(self.request, Permission.MODERATE, self.context)
        body = self.body()
        act = self.request.act(text_of(body, "comment", MAX_REASON_LENGTH))
        target = item_named(self.viewer, body.get("into"))
        if not isinstance(target, Discussion):
            raise BadInput(_("“${field}” must name a discussion.", mapping={"field": "into"}))
        record = splitting.merge(self.viewer, act, self.context, target)
        return {**self.show.whole(target), "undo": uid_name(record.id)}


class UndoService(Service):
    """Move posts back, and restore what the transfer changed."""

    def post(self):
        self.no_rest()
        self.require_login()
        authoring.require(self.request, Permission.MODERATE, self.context)
        id = uid_from_name(text_of(self.body(), "id", 20, required=True))
        source = splitting.undo(self.viewer, self.request.act(), self.context, id if id is not None else -1)
        return self.show.whole(source)


def includeme(config):
    for service, name in ((SplitService, "@split"), (MergeService, "@merge"), (UndoService, "@undo")):
        config.add_service(service, name=name, attr="post", context=Discussion, method="POST", asks=Permission.MODERATE)
