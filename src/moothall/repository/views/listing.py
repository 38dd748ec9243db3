"""A repository: its items as cards, with filters."""

from pyramid.decorator import reify

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.core.content.types import types_for
from moothall.core.search.query import ResultPage
from moothall.repository.cards import card_of
from moothall.repository.content import Repository
from moothall.space.header import space_head
from moothall.ui.layout.presenters import Action
from moothall.ui.pagination import ITEMS, pages_of
from moothall.ui.row_selection import selection_of
from moothall.ui.search_page import PAGE_SIZE, SearchResultsPage
from moothall.ui.slots import panels


class RepositoryPage(SearchResultsPage):
    """Public page with a button to add an item for people who are logged in."""

    @reify
    def types(self):
        """Return the types of items that can be added to this repository, by ID."""
        return {one.id: one for one in types_for(self.request.registry, self.context)}

    def own_criteria(self):
        return {"within": (self.context.uid,)}

    def asked(self):
        asked = super().asked()
        asked.chosen["portal_type"] = [one for one in asked.chosen.get("portal_type", ()) if one in self.types]
        if not asked.chosen["portal_type"]:
            del asked.chosen["portal_type"]
        if "sort_on" not in self.request.GET and not asked.text:
            asked.order = "modified"
        return asked

    def show(self):
        asked = self.asked()
        found = self.search(asked) if "portal_type" in asked.chosen else self.search(asked, types=tuple(self.types))
        items = [item for _hit, item in self.found_items(found)]
        adding = [
            Action(self.translate(one.adding), self.url(self.context, "add", id)) for id, one in self.types.items()
        ]
        return self.page(
            self.context.title,
            "page",
            cards=[card_of(self, item) for item in items],
            choosing=selection_of(self, items),
            pages=pages_of(
                self.request,
                ResultPage(found.hits, found.total, asked.page, PAGE_SIZE),
                ITEMS,
            ),
            links=panels(self, "list links"),
            space=space_head(self),
            adding=adding if self.viewer.allowed(Permission.ADD, self.context) else [],
            lead=self.translate(_("What coalitions use and what has worked for them, reviewed before it appears.")),
            **self.finding(asked, found),
        )


def includeme(config):
    config.add_view(
        RepositoryPage,
        attr="show",
        context=Repository,
        request_method="GET",
        renderer="moothall.repository:templates/listing.pt",
    )
