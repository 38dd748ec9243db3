"""The base of search pages: query, facets, active filters and suggestions without results."""

from dataclasses import replace

from pyramid.decorator import reify

from moothall.core.base.i18n import _
from moothall.core.content.types import types_of
from moothall.core.search.facets import criteria_of, facets_of
from moothall.core.search.fulltext import index_of, search
from moothall.core.search.query import existing_page
from moothall.core.search.search_params import ORDERS, search_params_of
from moothall.ui.layout.components import Empty, Facet
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View

PAGE_SIZE = 20
#: Number of waiting changes up to which a search page does not mention them.
HANDFUL = 5
FACET_SHOWN = 10


class SearchResultsPage(View):
    """A page that queries the index.  Subclasses add their own criteria."""

    @reify
    def facets(self):
        """Return the facets that pages offer, by name."""
        facets = facets_of(self.request.registry)
        return {name: facet for name, facet in facets.items() if facet.on_pages}

    def asked(self):
        """Return the search parameters of the request."""
        return search_params_of(self.request, self.facets, self.request.path)

    def own_criteria(self):
        """Return the criteria that always apply on this page."""
        return {}

    def search(self, asked, **changes):
        """Query the index for the person of the request; set ``asked.page`` to the last page if it is past the end."""
        account = self.request.account
        own = account.languages if account is not None else ()
        languages = dict.fromkeys((*own, self.request.locale_name, "en"))
        criteria = {
            **self._content_only(asked),
            **criteria_of(self.facets, asked.chosen),
            "facets": [facet.field for facet in self.facets.values()],
            "sort": asked.order,
            "snippets": bool(asked.text),
            "offset": (asked.page - 1) * PAGE_SIZE,
            "limit": PAGE_SIZE,
            "query_languages": tuple(languages),
            **self.own_criteria(),
            **changes,
        }
        found = search(self.viewer, index_of(self.request.registry), text=asked.text, **criteria)
        last = existing_page(asked.page, found.total, PAGE_SIZE)
        if last == asked.page or "limit" in changes:
            return found
        asked.page = last
        return self.search(asked, **changes)

    def _content_only(self, asked):
        """Return the criterion that leaves sections, vocabularies and workflows out of a search without words."""
        if asked.text.strip():
            return {}
        return {"types": [id for id, one in types_of(self.request.registry).items() if one.factory.is_content]}

    def found_items(self, found):
        """Return (hit, item) of the results, checked again because items may have changed since indexing."""
        for hit in found.hits:
            item = self.viewer.site.uids.get(hit.uid)
            if item is not None and self.viewer.sees(item):
                yield hit, item

    def finding(self, asked, found):
        """Return the values that the templates' search macros read."""
        return {
            "query": asked.text,
            "facets": self._facets(asked, found),
            "filters": self._active(asked),
            "clear_url": asked.address({}),
            "orders": [
                Link(self.translate(words), replace(asked, order=name).address(), asked.order == name)
                for name, words in ORDERS.items()
            ],
            "kept": [(name, value) for name, values in asked.chosen.items() for value in values],
            "suggestion": Link(found.suggestion, replace(asked, text=found.suggestion).address())
            if found.suggestion
            else None,
            "empty": None if found.total else self._nothing(asked),
            "indexing": self._indexing(),
        }

    def _indexing(self):
        """Return a sentence while more than a handful of changes wait for the index; the number is not shown."""
        if len(self.viewer.site.index_queue) <= HANDFUL:
            return ""
        return self.translate(
            _("Recent changes are still being added to the search. Some may be missing for a moment.")
        )

    def _facets(self, asked, found):
        facets = []
        for name, facet in self.facets.items():
            counts = found.facets.get(facet.field, {})
            chosen = asked.chosen.get(name, ())
            if chosen:
                # Its other values are counted without it, so that the filter can be widened again.
                counts = self._without(asked, name).facets.get(facet.field, {})
            ranked = sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))[:FACET_SHOWN]
            choices = [
                Link(facet.title_of(self.request, value), asked.toggled(name, value), value in chosen, counts[value])
                for value in ranked
                if value
            ]
            if choices and (len(choices) > 1 or chosen):
                facets.append(Facet(self.translate(facet.title), choices))
        return facets

    def _without(self, asked, name):
        """Return the numbers of the search without one filter."""
        return self.search(asked.without(name), limit=0, offset=0, snippets=False)

    def _title_of(self, name, value):
        """Return the title of a value of a facet."""
        return self.facets[name].title_of(self.request, value)

    def _active(self, asked):
        return [
            Link(self._title_of(name, value), asked.toggled(name, value))
            for name, values in asked.chosen.items()
            for value in values
        ]

    def _nothing(self, asked):
        """Return the filters to remove, each with the number of results without it."""
        steps = []
        for name, values in asked.chosen.items():
            relaxed = asked.without(name)
            total = self._without(asked, name).total
            if total:
                words = _(
                    "Without “${filter}”: ${n} results",
                    mapping={"filter": ", ".join(self._title_of(name, one) for one in values), "n": total},
                )
                steps.append(Action(self.translate(words), relaxed.address()))
        return Empty(
            self.translate(_("No results")),
            self.translate(_("Try fewer or different words. Other forms of a word are found as well.")),
            steps=steps,
        )
