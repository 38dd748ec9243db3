"""``@breadcrumbs``: the way down to an item."""

from pyramid.location import lineage

from moothall.core.authorization import sharing
from moothall.web.api.service import Service


class BreadcrumbsService(Service):
    """What is around an item, the site itself left out; what the person may not see of it is skipped.

    ``inherit`` is false where only those named have access.
    """

    def get(self):
        self.no_rest()
        way = [node for node in lineage(self.context) if node.__parent__ is not None and self.viewer.sees(node)]
        items = [self.show.summary(node) for node in reversed(way)]
        return {
            "@id": self.url("@breadcrumbs"),
            "root": self.url(item=self.request.site),
            "items": [
                {"@id": one["@id"], "title": one["title"], "inherit": sharing.inherits(node)}
                for node, one in zip(reversed(way), items, strict=True)
            ],
        }


def includeme(config):
    config.add_service(BreadcrumbsService, name="@breadcrumbs", attr="get", expand=True)
