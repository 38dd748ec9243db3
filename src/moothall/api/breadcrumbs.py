"""``@breadcrumbs``: the way down to an item."""

from pyramid.location import lineage

from moothall.api.service import Service


class BreadcrumbsService(Service):
    """What is around an item, the site itself left out; what the person may not see of it is skipped."""

    def get(self):
        self.no_rest()
        way = [node for node in lineage(self.context) if node.__parent__ is not None and self.viewer.sees(node)]
        items = [self.show.summary(node) for node in reversed(way)]
        return {
            "@id": self.url("@breadcrumbs"),
            "root": self.url(item=self.request.site),
            "items": [{"@id": one["@id"], "title": one["title"]} for one in items],
        }


def includeme(config):
    config.add_service(BreadcrumbsService, name="@breadcrumbs", attr="get")
