"""Translate the parameters of ``@search``, as plone.restapi's clients send them, to criteria of the index."""

from typing import Any

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import path_of
from moothall.core.content.types import types_of
from moothall.core.content.uids import uid_from_name
from moothall.core.search.facets import CRITERIA, criteria_of, facets_of
from moothall.core.search.index.interface import depth_of
from moothall.web.api.parameters import Parameters, one_of

#: Parameter → sort of the index.
SORTS = {
    "relevance": "relevance",
    "modified": "modified",
    "created": "created",
    "effective": "effective",
    "title": "title",
    "sortable_title": "title",
    "path": "path",
    "id": "name",
    "getId": "name",
    "portal_type": "type_id",
    "getObjPositionInParent": "",
}
#: Order of a container → sort of the index.
LISTING = {"sort_title": "title", "modified": "modified", "created": "created"}
ORDERS = {"ascending": False, "descending": True, "reverse": True}
TIMES = ("created", "modified", "effective")
#: Name of a criterion or of another parameter → its options; facets have the option ``query``.
KNOWN = {
    "SearchableText": ("query",),
    "Title": ("query",),
    "UID": ("query",),
    "id": ("query",),
    "getId": ("query",),
    "Creator": ("query",),
    "path": ("query", "depth", "operator"),
    **dict.fromkeys(TIMES, ("query", "range")),
    **dict.fromkeys(("facets", "sort_on", "sort_order", "metadata_fields"), ()),
    **dict.fromkeys(("fullobjects", "use_site_search_settings", "b_start", "b_size"), ()),
}
OPERATORS = ("or", "and")
#: A value that no item has, and a uid that no item has.
NOTHING, NO_UID = "-", 0
DEEPEST = 2**31


class SearchCriteria:
    """The criteria of one request; :meth:`values` returns those of a SearchRequest."""

    def __init__(self, request: Any, context: Any) -> None:
        self._request, self._context = request, context
        self.facets = facets_of(request.registry)
        known = {**KNOWN, **dict.fromkeys(self.facets, ("query",)), "Subject": ("query", "operator")}
        self.parameters = Parameters(request.GET.items(), known)
        self.parameters.refuse_unknown()

    def values(self) -> dict[str, Any]:
        """Return the criteria except those of states; raise BadInput for a value that cannot be read."""
        text = " ".join(self.parameters.values("SearchableText"))
        criteria: dict[str, Any] = {name: [] for name in CRITERIA.values()}
        criteria.update(
            criteria_of(self.facets, {name: self.parameters.values(name) for name in self.facets}),
            text=text,
            snippets=bool(text),
            title=" ".join(self.parameters.needed("Title")),
            uids=[uid_from_name(name) or NO_UID for name in self.parameters.needed("UID")],
            names=self.parameters.needed("id") + self.parameters.needed("getId"),
            creators=self._creators(),
            spans={name: spans for name in TIMES if (spans := self.parameters.spans(name))},
            facets=[self.facets[name].field for name in self.facets_asked()],
            query_languages=self._languages(),
        )
        if self.parameters.one("Subject", OPERATORS, "operator") == "and":
            criteria.update(all_subjects=criteria["subjects"], subjects=[])
        if self.parameters.is_on("use_site_search_settings"):
            criteria["types"] = self._content_types(criteria["types"])
        criteria.update(self._places())
        criteria.update(self._order())
        return criteria

    def facets_asked(self) -> list[str]:
        """Return the names of the facets to count."""
        return [one_of("facets", name, self.facets) for name in dict.fromkeys(self.parameters.every("facets"))]

    def _content_types(self, types: list[str]) -> list[str]:
        """Return the types that the search page finds without words, and of those only ``types`` if there are any."""
        content = [id for id, one in types_of(self._request.registry).items() if one.factory.is_content]
        return [id for id in content if not types or id in types] or [NOTHING]

    def _creators(self) -> list[str]:
        people = self._request.people
        # Visitors do not see usernames, so they cannot search by them either.
        by_login = people.by_login if self._request.person.id is not None else people.by_id
        accounts = [by_login(name) or people.by_id(name) for name in self.parameters.needed("Creator")]
        return [account.id if account is not None else NOTHING for account in accounts]

    def _languages(self) -> tuple[str, ...]:
        account = self._request.account
        own = account.languages if account is not None else ()
        return tuple(dict.fromkeys((*own, self._request.locale_name, "en")))

    # -- places

    def _places(self) -> dict[str, Any]:
        """Return the criteria ``within`` and ``levels``; nothing is in a place that does not exist.

        Items in a hidden place are found by those who see them, since their addresses name the place anyway.
        """
        self.parameters.one("path", ("or",), "operator")
        site, depth, places = self._request.site, self.parameters.depth("path"), self._roots()
        if depth is None:
            within = [place.uid if place is not None else NO_UID for place in places]
            return {"within": [] if any(place is site for place in places) else within}
        found = [(place, depth_of(path_of(place))) for place in places if place is not None]
        levels = [
            # As in Plone: a depth of 1 means the direct children, and a greater one includes the place itself.
            (None if place is site else place.uid, at + (depth == 1), min(at + depth, DEEPEST))
            for place, at in found
        ]
        return {"levels": levels or [(NO_UID, 0, 0)]}

    def _roots(self) -> list[Any]:
        paths = self.parameters.values("path")
        return [self._at(path) for path in paths] if paths else [self._context]

    def _at(self, path: str) -> Any:
        """Return the item at a site-relative path or an address of the site, or None."""
        item = self._request.site
        for name in filter(None, path.removeprefix(self._request.host_url).split("/")):
            try:
                item = item[name]
            except (KeyError, TypeError, AttributeError):
                return None
        return item if hasattr(item, "subject") else None

    # -- the order

    def _order(self) -> dict[str, Any]:
        names = [one_of("sort_on", name, SORTS) for name in dict.fromkeys(self.parameters.every("sort_on"))]
        falling = [ORDERS[one_of("sort_order", order, ORDERS)] for order in self.parameters.every("sort_order")]
        if len(names) > 1 and "relevance" in names:
            raise BadInput(_("“${name}” cannot combine relevance with another order.", mapping={"name": "sort_on"}))
        if len(falling) > max(1, len(names)):
            raise BadInput(_("“${name}” has more values than “sort_on”.", mapping={"name": "sort_order"}))
        if not names:
            return {"descending": falling[0]} if falling else {}
        # A single order applies to all sorts; several apply to one sort each.
        missing: list[bool | None] = [falling[0] if len(falling) == 1 else None] * (len(names) - len(falling))
        sorts = map(self._sort, names, [*falling, *missing])
        (sort, descending), *further = sorts
        return {"sort": sort, "descending": descending, "further_sorts": further}

    def _sort(self, name: str, falling: bool | None) -> tuple[str, bool | None]:
        """Return the sort of the index and whether it is descending; as in Plone, the default is ascending."""
        if name == "getObjPositionInParent":
            sort, descending = self._listing_order()
            return LISTING[sort], descending is not bool(falling)
        sort = SORTS[name]
        return sort, falling if sort == "relevance" else bool(falling)

    def _listing_order(self) -> tuple[str, bool]:
        """Return the order of the children of the only place, if they are asked for; that of most places otherwise."""
        places = self._roots()
        if len(places) == 1 and places[0] is not None and self._request.viewer.sees(places[0]):
            return places[0].listing_order
        return "sort_title", False
