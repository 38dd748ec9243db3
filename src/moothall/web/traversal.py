"""Traversal of addresses: a name is an item or a view, and each has one spelling."""

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.traversal import ResourceTreeTraverser

from moothall.core.content.items import Item
from moothall.core.operations.redirects import resolve


class Traverser(ResourceTreeTraverser):
    """Pyramid's traverser without ``@@``, which would give every view a second address.

    The management interface of Substance D, which has a route of its own, links its views that way.
    """

    #: A path has been split at its slashes, so no segment begins with this one.
    VIEW_SELECTOR = "/"

    def __call__(self, request: Request) -> dict[str, Any]:
        """Return the context, the view name and the rest of the path, as Pyramid documents."""
        route = request.matched_route
        if route is not None and route.name == "substanced_manage":
            return ResourceTreeTraverser(self.root)(request)
        found: dict[str, Any] = super().__call__(request)
        if request.method == "POST" and found["view_name"]:
            # What is sent from a page that was opened before a move is not lost.  Pages read with GET redirect.
            moved = resolve(self.root, found["context"], (found["view_name"], *found["subpath"]))
            # Others are answered as if nothing had been moved away from there.
            if moved is not None and request.viewer.sees(found["context"]) and request.viewer.sees(moved[0]):
                item, (name, *rest) = moved[0], moved[1] or ("",)
                return {**found, "context": item, "view_name": name, "subpath": tuple(rest)}
        return found


def includeme(config: Configurator) -> None:
    """Register the traverser for the tree of items."""
    config.add_traverser(Traverser, Item)
