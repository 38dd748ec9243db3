"""Forums and discussions in the HTTP API."""

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


def includeme(config):
    config.add_service(ForumService, attr="get", context=Forum)
    config.add_service(DiscussionService, attr="get", context=Discussion)
