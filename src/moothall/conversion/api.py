"""``@convert`` of a post or a discussion."""

from moothall.conversion.converting import check_may_convert, convert, made_from
from moothall.core.operations.moving import item_named
from moothall.discussion.content import Discussion
from moothall.discussion.post import Post
from moothall.web.api.service import Service, text_of


class ConvertService(Service):
    """``POST`` makes an item, ``GET`` lists those that were made."""

    def get(self):
        return {
            "@id": self.url("@convert"),
            "items": [self.show.summary(item) for item in made_from(self.viewer, self.context)],
        }

    def post(self):
        check_may_convert(self.viewer, self.context)
        body = self.body()
        container = item_named(self.viewer, body.get("container"))
        title = text_of(body, "title", 200)
        item = convert(self.request, self.context, text_of(body, "to", 40, required=True), container, title)
        response = self.request.response
        response.status_int, response.location = 201, self.url(item=item)
        return {**self.show.whole(item), "made_from": self.url()}


def includeme(config):
    for context in (Discussion, Post):
        for method in ("get", "post"):
            config.add_service(ConvertService, name="@convert", attr=method, method=method.upper(), context=context)
