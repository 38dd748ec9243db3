"""The list of discussions of a space."""

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _, plural
from moothall.core.search.query import ContentQuery
from moothall.discussion.content import Forum
from moothall.discussion.rows import discussion_row
from moothall.space.header import space_head
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View
from moothall.ui.pagination import Counted, page_number, pages_of
from moothall.ui.row_selection import selection_of
from moothall.ui.slots import panels

#: What the page numbers below the list say.
COUNTED = Counted(_("${first} to ${last} of ${total} discussions"), plural("${n} discussion", "${n} discussions"))
PAGE_SIZE = 20

#: (title, states) by filter in ``?show=``.
FILTERS = {
    "": (_("All"), ()),
    "open": (_("Open"), ("open",)),
    "unanswered": (_("Without an answer"), ("open",)),
    "closed": (_("Closed"), ("closed", "archived")),
}
UNANSWERED = "unanswered"


class ForumPage(View):
    """Discussions: pinned ones first, then by time of the last post."""

    def show(self):
        asked = self.request.GET.get("show", "")
        chosen = asked if asked in FILTERS else ""
        query = ContentQuery(self.viewer).of("discussion").children_of(self.context)
        if FILTERS[chosen][1]:
            query = query.in_states(*FILTERS[chosen][1])
        if chosen == UNANSWERED:
            query = query.without(self.request.site.answered)
        page = query.newest_first().page(page_number(self.request), PAGE_SIZE)
        pinned = self._pinned() if page.number == 1 else []
        shown = [*pinned, *(item for item in page.items if not item.pinned or page.number > 1)]
        may_add = self.viewer.allowed(Permission.ADD, self.context)
        start = Action(self.translate(_("Start a discussion")), self.url(self.context, "add", "discussion"))
        return self.page(
            self.context.title,
            "list",
            space=space_head(self),
            discussions=[discussion_row(self, item) for item in shown],
            choosing=selection_of(self, shown),
            pages=pages_of(self.request, page, COUNTED),
            primary=start if may_add else None,
            links=panels(self, "list links"),
            filters=[
                Link(
                    self.translate(title),
                    self.url(self.context, query={"show": name} if name else None),
                    name == chosen,
                )
                for name, (title, _states) in FILTERS.items()
            ],
            empty=Empty(
                self.translate(_("No discussions yet")),
                self.translate(
                    _("Start with a question: what would you like to know from the others?")
                    if may_add
                    else _("New discussions appear here.")
                ),
                start if may_add else None,
            )
            if not shown
            else None,
        )

    def _pinned(self):
        pins = [item for name in self.context.pins if (item := self.context.get(name)) is not None]
        return [item for item in pins if self.viewer.sees(item)]


def includeme(config):
    config.add_view(ForumPage, attr="show", context=Forum, renderer="moothall.discussion:templates/forum.pt")
