"""``@search``: search the visible items below the context.

``snippet`` is HTML: escaped text with the matches in ``<mark>``.
"""

from html import escape

from moothall.core.content.versioned import Versioned
from moothall.core.search.fulltext import index_of, search
from moothall.core.search.query import ContentQuery
from moothall.finder.criteria import SearchCriteria
from moothall.web.api.batching import Batch
from moothall.web.api.metadata import metadata_fields, with_metadata
from moothall.web.api.service import Service


class SearchService(Service):
    """A search; repeated criteria are alternatives."""

    #: The criteria, which depend on the facets, refuse others.
    parameters = None

    def get(self):
        asked = SearchCriteria(self.request, self.context)
        batch, names = Batch(self.request), metadata_fields(self.request)
        show = self.show.whole if asked.parameters.is_on("fullobjects") else self.show.summary
        criteria = asked.values()
        if criteria["states"]:
            criteria["also_in_states"] = worked_on(self.viewer, criteria["states"])
        result = search(self.viewer, index_of(self.request.registry), offset=batch.start, limit=batch.size, **criteria)
        found = {
            "@id": self.url("@search"),
            "items": [item for hit in result.hits if (item := self._item(hit, criteria, show, names)) is not None],
            "items_total": result.total,
            "batching": batch.links(result.total),
        }
        if criteria["facets"]:
            fields = {name: asked.facets[name].field for name in asked.facets_asked()}
            found["facets"] = {name: result.facets.get(field, {}) for name, field in fields.items()}
        if result.suggestion is not None:
            found["suggestion"] = result.suggestion
        return found

    def _item(self, hit, criteria, show, names):
        item = self.request.site.uids.get(hit.uid)
        if item is None or not self.viewer.sees(item):
            return None
        edition = self._edition(item, criteria["states"])
        found = with_metadata(self.show, item, edition, show(item, edition), names)
        if criteria["snippets"]:
            found["snippet"] = "".join(
                f"<mark>{escape(text)}</mark>" if wanted else escape(text) for text, wanted in hit.snippet
            )
        return found

    def _edition(self, item, states):
        """Return the edition that was found; with ``states``, the one in one of them."""
        if not states or not isinstance(item, Versioned):
            return None
        shown = self.viewer.shown(item)
        return shown if shown.state in states else self.viewer.live(item)


def worked_on(viewer, states):
    """Return the UIDs of visible items whose unpublished edition is in one of ``states``."""
    query = ContentQuery(viewer).in_states(*states).including_working_copies()
    secondary = viewer.site.catalog.secondary
    found = (viewer.site.uids.get(uid) for uid in query.uids() if uid in secondary)
    return [item.uid for item in found]


def includeme(config):
    config.add_service(SearchService, name="@search", attr="get")
