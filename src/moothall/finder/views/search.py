"""Search pages: results with facets, or suggestions if there are none."""

import html

from pyramid.location import lineage

from moothall.core.base.i18n import _, plural
from moothall.core.content.items import scope_of
from moothall.core.content.types import types_of
from moothall.core.content.versioned import Versioned
from moothall.core.richtext import stored
from moothall.core.search.query import ResultPage
from moothall.finder.content import Search
from moothall.space.header import space_head, space_of
from moothall.ui.badges import chip_of, step_actions
from moothall.ui.layout.components import Result
from moothall.ui.pagination import Counted, pages_of
from moothall.ui.search_page import PAGE_SIZE, SearchResultsPage

#: What the page numbers below the list say.
COUNTED = Counted(_("${first} to ${last} of ${total} results"), plural("${n} result", "${n} results"))
#: Field of a stored search by name in the address.
STORED = {"portal_type": "types", "Language": "languages"}


class SearchPage(SearchResultsPage):
    """The search of the site, or a stored search with its initial criteria."""

    def show(self):
        version = self.viewer.shown(self.context).version
        asked = self.asked()
        if not self.request.GET:
            asked.text = version.get("query") or ""
            asked.chosen = {name: list(version.get(field)) for name, field in STORED.items() if version.get(field)}
            asked.order = version.get("order") or "relevance"
        found = self.search(asked)
        own = space_of(self.context) is not None
        return self.page(
            version.title,
            "page",
            results=[self._result(hit, item) for hit, item in self.found_items(found)],
            number=self.request.localizer.pluralize(
                "${n} result", "${n} results", found.total, domain="moothall", mapping={"n": found.total}
            ),
            pages=pages_of(
                self.request,
                ResultPage(found.hits, found.total, asked.page, PAGE_SIZE),
                COUNTED,
            ),
            space=space_head(self),
            actions=step_actions(self, self.context) if own else [],
            **self.finding(asked, found),
        )

    def _result(self, hit, item):
        request = self.request
        edition = self.viewer.shown(item) if isinstance(item, Versioned) else None
        chips = []
        if edition is not None and edition.state != "published":
            chips.append(chip_of(request, item.workflow, edition.state, scope_of(item)))
        places = self._places(item)
        return Result(
            self.translate(edition.version.title if edition else item.title),
            self.url(item),
            types_of(request.registry)[item.type_id].icon,
            self.translate(types_of(request.registry)[item.type_id].title),
            " › ".join(self.translate(place.title) for place in places),
            self.url(places[-1]) if places else "",
            self.clock.moment((edition or item).modified),
            _snippet(hit) or item.description,
            chips,
            list(item.subjects)[:5],
        )

    def _places(self, item):
        """Return the space around an item and the folders in it, as far as the person sees them.

        They distinguish results with the same title.
        """
        space = space_of(item.__parent__) if item.__parent__ is not None else None
        found = []
        for around in lineage(item.__parent__) if space is not None else ():
            if (around is space or around.is_content) and self.viewer.sees(around):
                found.append(around)
            if around is space:
                break
        return found[::-1]


def _snippet(hit):
    """Return the excerpt of a hit as markup, with marked matches and everything else escaped."""
    return stored(
        "".join(f"<mark>{html.escape(text)}</mark>" if matched else html.escape(text) for text, matched in hit.snippet)
    )


def includeme(config):
    config.add_view(
        SearchPage, attr="show", context=Search, request_method="GET", renderer="moothall.finder:templates/search.pt"
    )
