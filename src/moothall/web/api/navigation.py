"""``@navigation``: the sections of the site down to a given depth."""

from typing import Any

from pyramid.config import Configurator

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import Container
from moothall.core.search.query import ContentQuery
from moothall.web.api.service import EXPANSION, Service

MAX_DEPTH = 3
#: Maximum sections listed per parent; the parent's own listing has the rest.
MAX_ITEMS = 100


class NavigationService(Service):
    """The visible sections of the site; ``?expand.navigation.depth=`` sets the depth, 1 to 3."""

    parameters = EXPANSION

    def get(self) -> dict[str, Any]:
        """Return the visible sections of the site as a tree."""
        depth = self.sent.last("expand", "navigation.depth") or "1"
        if depth not in map(str, range(1, MAX_DEPTH + 1)):
            raise BadInput(_("The depth must be a number from 1 to ${deepest}.", mapping={"deepest": MAX_DEPTH}))
        return {"@id": self.url("@navigation"), "items": self._level(self.request.site, int(depth))}

    def _level(self, place: Any, depth: int) -> list[dict[str, Any]]:
        found = []
        for item in ContentQuery(self.viewer).children_of(place).sorted_by("sort_title").items(MAX_ITEMS):
            one = self.show.summary(item)
            inside = self._level(item, depth - 1) if depth > 1 and isinstance(item, Container) else []
            found.append(
                {name: one[name] for name in ("@id", "@type", "title", "description", "review_state")}
                | {"items": inside}
            )
        return found


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(NavigationService, name="@navigation", attr="get", expand=True)
