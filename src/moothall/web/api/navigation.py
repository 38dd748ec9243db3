"""``@navigation``: the places of the site, from the top down to a depth."""

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import Container
from moothall.core.search.query import ContentQuery
from moothall.web.api.service import Service

MAX_DEPTH = 3
#: Of a place that holds more, the rest is left to its own listing.
MAX_ITEMS = 100


class NavigationService(Service):
    """The site's places that the person may see; ``?expand.navigation.depth=`` says how deep, 1 to 3."""

    def get(self):
        self.no_rest()
        depth = self.request.GET.get("expand.navigation.depth", "1")
        if depth not in map(str, range(1, MAX_DEPTH + 1)):
            raise BadInput(_("The depth must be a number from 1 to ${deepest}.", mapping={"deepest": MAX_DEPTH}))
        return {"@id": self.url("@navigation"), "items": self._level(self.request.site, int(depth))}

    def _level(self, place, depth):
        found = []
        for item in ContentQuery(self.viewer).children_of(place).sorted_by("sort_title").items(MAX_ITEMS):
            one = self.show.summary(item)
            inside = self._level(item, depth - 1) if depth > 1 and isinstance(item, Container) else []
            found.append(
                {name: one[name] for name in ("@id", "@type", "title", "description", "review_state")}
                | {"items": inside}
            )
        return found


def includeme(config):
    config.add_service(NavigationService, name="@navigation", attr="get", expand=True)
