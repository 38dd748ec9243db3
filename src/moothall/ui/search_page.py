"""What search pages have in common: asking the index, facets, active filters, what to relax."""

import html
from dataclasses import replace

from moothall.core.base.countries import country_name
from moothall.core.base.i18n import _
from moothall.core.base.languages import BY_CODE
from moothall.core.content.types import types_of
from moothall.core.richtext import stored
from moothall.core.search.fulltext import index_of, search
from moothall.core.search.search_params import search_params_of
from moothall.ui.layout.components import Empty, Facet
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View

PAGE_SIZE = 20
FACET_SHOWN = 10

#: Name in the address → (title of the facet, its name in the index).
FACETS = {
    "portal_type": (_("Type"), "type_id"),
    "Language": (_("Language"), "language"),
    "target_audience": (_("Audience"), "target_audience"),
    "digital_skill_level": (_("Level"), "digital_skill_level"),
    "country": (_("Country"), "country"),
    "Subject": (_("Tags"), "subjects"),
}
ORDERS = {"relevance": _("Best match first"), "modified": _("Newest first"), "title": _("By title")}


class SearchResultsPage(View):
    """A page that asks the index.  Subclasses choose among :data:`FACETS` and add criteria of their own."""

    facets = tuple(FACETS)

    def asked(self):
        """What the address asks."""
        return search_params_of(self.request, self.facets, self.request.path)

    def own_criteria(self):
        """What this page always narrows to."""
        return {}

    def search(self, asked, **changes):
        """Ask the index on behalf of the person looking."""
        languages = dict.fromkeys((self.request.locale_name, "en"))
        criteria = {
            **asked.criteria(FACETS),
            "facets": [FACETS[name][1] for name in self.facets],
            "sort": asked.order,
            "snippets": bool(asked.text),
            "offset": (asked.page - 1) * PAGE_SIZE,
            "limit": PAGE_SIZE,
            "query_languages": tuple(languages),
            **self.own_criteria(),
            **changes,
        }
        return search(self.viewer, index_of(self.request.registry), text=asked.text, **criteria)

    def found_items(self, found):
        """(hit, item) of what was found, looked at once more: what changed since the index answered counts."""
        for hit in found.hits:
            item = self.viewer.site.uids.get(hit.uid)
            if item is not None and self.viewer.sees(item):
                yield hit, item

    def finding(self, asked, found):
        """The values that the templates' macros for searching read."""
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
        }

    def _facets(self, asked, found):
        facets = []
        for name in self.facets:
            title, indexed = FACETS[name]
            counts = found.facets.get(indexed, {})
            chosen = asked.chosen.get(name, ())
            ranked = sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))[:FACET_SHOWN]
            choices = [
                Link(self.said(name, value), asked.toggled(name, value), value in chosen, counts[value])
                for value in ranked
                if value
            ]
            if choices and (len(choices) > 1 or chosen):
                facets.append(Facet(self.translate(title), choices))
        return facets

    def said(self, name, value):
        """A value of a filter in words."""
        if name == "portal_type":
            types = types_of(self.request.registry)
            return self.translate(types[value].plural) if value in types else value
        if name == "Language":
            return BY_CODE[value].own if value in BY_CODE else value
        return term_title(self.request, name, value)

    def _active(self, asked):
        return [
            Link(self.said(name, value), asked.toggled(name, value))
            for name, values in asked.chosen.items()
            for value in values
        ]

    def _nothing(self, asked):
        """What to relax, with how much that would find."""
        steps = []
        for name, values in asked.chosen.items():
            relaxed = asked.without(name)
            total = self.search(relaxed, limit=0, offset=0, snippets=False).total
            if total:
                words = _(
                    "Without “${filter}”: ${n} results",
                    mapping={"filter": ", ".join(self.said(name, one) for one in values), "n": total},
                )
                steps.append(Action(self.translate(words), relaxed.address()))
        return Empty(
            self.translate(_("No results")),
            self.translate(_("Try fewer or different words. Other forms of a word are found as well.")),
            steps=steps,
        )


def term_title(request, vocabulary, id):
    """The title of a term of one of the site's vocabularies, or its id where none knows it; countries have names."""
    if vocabulary == "country":
        return country_name(id, request.locale_name)
    vocabularies = request.site["vocabularies"]
    if vocabulary not in vocabularies:
        return id
    # The shipped vocabularies are in the catalogs; a term that an administrator added stays as it was written.
    return request.localizer.translate(_(vocabularies[vocabulary].title_of(id)))


def snippet_of(hit):
    """The excerpt of a hit as markup, its matches marked and everything else escaped."""
    return stored(
        "".join(f"<mark>{html.escape(text)}</mark>" if matched else html.escape(text) for text, matched in hit.snippet)
    )
