"""``@breadcrumbs``: the path to an item."""

from typing import Any

from pyramid.config import Configurator
from pyramid.location import lineage

from moothall.core.authorization import sharing
from moothall.web.api.service import Service


class BreadcrumbsService(Service):
    """The visible parents of an item, without the site.

    ``inherit`` is false if the item does not inherit access from its parent.
    """

    def get(self) -> dict[str, Any]:
        """Return the visible parents from the top down, and whether the item inherits access."""
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


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(BreadcrumbsService, name="@breadcrumbs", attr="get", expand=True)
