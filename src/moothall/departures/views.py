"""``departed``: what was moved out of a space or the site repository, and the button to fetch it back."""

from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import Container
from moothall.core.content.types import types_of
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.core.operations.departures import departures_of
from moothall.core.operations.fetching import fetch_back
from moothall.core.search.query import ResultPage
from moothall.departures import listing
from moothall.space.header import space_head
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Link
from moothall.ui.move_page import undo_move
from moothall.ui.page import View
from moothall.ui.pagination import ITEMS, page_number, pages_of
from moothall.ui.status_messages import about_item

PAGE_SIZE = 50


class DepartedPage(View):
    """GET shows the list to facilitators; POST fetches one item back."""

    def __init__(self, context, request):
        super().__init__(context, request)
        listing.require_home(self.viewer, context)

    def show(self, error=""):
        found = departures_of(self.context)
        number = min(page_number(self.request), max(1, -(-len(found) // PAGE_SIZE)))
        shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        page = ResultPage(shown, len(found), number, PAGE_SIZE)
        return self.page(
            _("Items moved elsewhere"),
            "page",
            space=space_head(self),
            error=error,
            rows=[self._row(one) for one in shown],
            pages=pages_of(self.request, page, ITEMS) if found else None,
            empty=None
            if found
            else Empty(
                self.translate(_("Nothing was moved away")),
                self.translate(_("What leaves this place is listed here, and can be fetched back for 30 days.")),
            ),
        )

    def _row(self, departure):
        kind = types_of(self.request.registry).get(departure.type_id)
        fetched = listing.fetched_item(self.viewer, departure)
        can_be_fetched = departure.can_be_fetched(self.request.now)
        return {
            "icon": kind.icon if kind is not None else "document",
            "title": self.translate(departure.title),
            "said": listing.sentence(self.translate, self.request.names, self.viewer, departure),
            "moment": self.clock.moment(departure.at),
            "until": self.clock.day(listing.until(departure)) if can_be_fetched else "",
            "uid": uid_name(departure.uid) if can_be_fetched else "",
            "fetched": Link(self.translate(_("Fetched back")), self.url(fetched)) if fetched is not None else None,
        }

    def send(self):
        try:
            item = fetch_back(
                self.viewer, self.request.act(), self.context, uid_from_name(self.request.POST.get("uid", ""))
            )
        except (BadInput, Conflict, Forbidden) as error:
            self.request.response.status_int = error.status
            return self.show(self.translate(error.message))
        return self.back("fetched-back", item)


def includeme(config):
    config.add_page(DepartedPage, "departed", context=Container, template="moothall.departures:templates/departed.pt")
    config.add_status_messages(
        {"fetched-back": about_item(_("“${title}” fetched back. It is here as it left."))}, undo=undo_move
    )
