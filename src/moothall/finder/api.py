"""``@search``: search the visible items below the context.

``snippet`` is HTML: escaped text with the matches in ``<mark>``.
"""

from html import escape

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.versioned import Versioned
from moothall.core.search.facets import CRITERIA, criteria_of, facets_of
from moothall.core.search.fulltext import index_of, search
from moothall.core.search.query import ContentQuery
from moothall.web.api.batching import Batch
from moothall.web.api.service import Service

SORTS = {
    "relevance": "relevance",
    "modified": "modified",
    "created": "created",
    "title": "title",
    "sortable_title": "title",
}
ORDERS = {"ascending": False, "descending": True, "reverse": True}
#: Parameters beside the facets.
KNOWN = frozenset(
    {"SearchableText", "Creator", "path", "facets", "sort_on", "sort_order", "fullobjects", "b_start", "b_size"}
)
#: A value that no item has.
NOTHING = "-"


class SearchService(Service):
    """A search; repeated criteria are alternatives."""

    def get(self):
        self._refuse_unknown()
        batch = Batch(self.request)
        criteria = self._criteria()
        result = search(self.viewer, index_of(self.request.registry), offset=batch.start, limit=batch.size, **criteria)
        items = [self._item(hit, criteria) for hit in result.hits]
        found = {
            "@id": self.url("@search"),
            "items": [item for item in items if item is not None],
            "items_total": result.total,
            "batching": batch.links(result.total),
        }
        if criteria["facets"]:
            found["facets"] = {name: result.facets.get(self.facets[name].field, {}) for name in self._values("facets")}
        if result.suggestion is not None:
            found["suggestion"] = result.suggestion
        return found

    # -- the query

    @property
    def facets(self):
        """Return all facets by name."""
        return facets_of(self.request.registry)

    def _refuse_unknown(self):
        """Raise an error for parameters that would be ignored, which would find more than was asked for."""
        known = {*KNOWN, *self.facets}
        unknown = sorted({name for name in self.request.GET if name.partition(":")[0] not in known})
        if unknown:
            names = ", ".join(name[:50] for name in unknown[:10])
            raise BadInput(_("There are no fields with these names here: ${fields}.", mapping={"fields": names}))

    def _criteria(self):
        text = " ".join(self._values("SearchableText", split=False))
        criteria = {name: [] for name in CRITERIA.values()}
        criteria.update(
            criteria_of(self.facets, {name: self._values(name) for name in self.facets}),
            text=text,
            snippets=bool(text.strip()),
            creators=self._creators(),
            within=self._places(),
            facets=[self._known("facets", name, self.facets).field for name in self._values("facets")],
            query_languages=self._languages(),
        )
        if criteria["states"]:
            criteria["also_in_states"] = worked_on(self.viewer, criteria["states"])
        criteria.update(self._order())
        return criteria

    def _values(self, name, split=True):
        """Return the values of a parameter as Plone's clients send it: repeated, ``name:list``, with commas."""
        values = [value for key, value in self.request.GET.items() if key.partition(":")[0] == name]
        if name == "facets" and split:
            values = [one for value in values for one in value.split(",")]
        return [value for value in dict.fromkeys(value.strip() for value in values) if value]

    def _known(self, name, value, choices):
        if value not in choices:
            raise BadInput(
                _("“${name}” must be one of: ${values}.", mapping={"name": name, "values": ", ".join(choices)})
            )
        return choices[value]

    def _order(self):
        sort, order = self.request.GET.get("sort_on"), self.request.GET.get("sort_order")
        found = {}
        if sort:
            found["sort"] = self._known("sort_on", sort, SORTS)
        if order:
            found["descending"] = self._known("sort_order", order, ORDERS)
        elif sort and found["sort"] != "relevance":
            # As in Plone, the default direction is ascending.
            found["descending"] = False
        return found

    def _creators(self):
        people = self.request.people
        # Guests are not told usernames, so they cannot search by them either.
        by_login = people.by_login if self.request.person.id is not None else people.by_id
        accounts = [by_login(name) or people.by_id(name) for name in self._values("Creator")]
        return [account.id if account is not None else NOTHING for account in accounts]

    def _places(self):
        site = self.request.site
        paths = self._values("path")
        if not paths:
            return () if self.context is site else (self.context.uid,)
        places = [_find(site, path.removeprefix(self.request.host_url)) for path in paths]
        # An unknown path has no results; the path of the site does not restrict the search.
        return (
            ()
            if any(place is site for place in places)
            else [place.uid if place is not None else 0 for place in places]
        )

    def _languages(self):
        account = self.request.account
        own = account.languages if account is not None else ()
        return tuple(dict.fromkeys((*own, self.request.locale_name, "en")))

    # -- the response

    def _item(self, hit, criteria):
        item = self.request.site.uids.get(hit.uid)
        if item is None or not self.viewer.sees(item):
            return None
        edition = self._edition(item, criteria["states"])
        whole = self.request.GET.get("fullobjects") in ("1", "true")
        found = (self.show.whole if whole else self.show.summary)(item, edition)
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


def _find(site, path):
    """Return the item at a site-relative path, or ``None``."""
    item = site
    for name in filter(None, path.split("/")):
        try:
            item = item[name]
        except (KeyError, TypeError, AttributeError):
            return None
    return item if hasattr(item, "subject") else None


def includeme(config):
    config.add_service(SearchService, name="@search", attr="get")
