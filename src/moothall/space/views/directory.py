"""The directories: coalitions with their map, and workspaces."""

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _, plural
from moothall.core.content.types import types_of
from moothall.core.search.query import ContentQuery
from moothall.space.components import SpaceHead as Card
from moothall.space.content import Coalitions, Workspaces
from moothall.space.header import VISIBLE_TO
from moothall.space.listing import countries, members_text
from moothall.ui.badges import chip_of
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Action, avatar_of
from moothall.ui.page import View
from moothall.ui.pagination import Counted, page_number, pages_of

#: What the page numbers below the list say.
COUNTED = Counted(_("${first} to ${last} of ${total} workspaces"), plural("${n} workspace", "${n} workspaces"))
PAGE_SIZE = 30


class DirectoryPages(View):
    """Both directories; anyone who is logged in may propose a new space."""

    def coalitions(self):
        return self.page(
            _("Coalitions"),
            "page",
            countries=countries(self),
            primary=self._add("coalition"),
            lead=self.translate(_("One coalition for each country. Choose yours on the map or in the list.")),
        )

    def workspaces(self):
        query = ContentQuery(self.viewer).of("workspace").sorted_by("sort_title")
        page = query.page(page_number(self.request), PAGE_SIZE)
        return self.page(
            _("Workspaces"),
            "page",
            cards=[self._card(one) for one in page.items],
            pages=pages_of(self.request, page, COUNTED),
            primary=self._add("workspace"),
            lead=self.translate(_("Where people work on one subject together, across countries.")),
            empty=Empty(self.translate(_("No workspaces yet"))) if not page.items else None,
        )

    def _add(self, type_id):
        if not self.viewer.allowed(Permission.ADD, self.context):
            return None
        words = types_of(self.request.registry)[type_id].adding
        return Action(self.translate(words), self.url(self.context, "add", type_id))

    def _card(self, space):
        state = space.state
        return Card(
            self.translate(space.title),
            self.url(space),
            space.description,
            avatar_of(space.title, str(space.uid)),
            [self.translate(VISIBLE_TO[space.record.policies["visibility"]]), members_text(self, space)],
            chip_of(self.request, "space", state, space.uid) if state != "active" else None,
        )


def includeme(config):
    for context, attr in ((Coalitions, "coalitions"), (Workspaces, "workspaces")):
        config.add_view(
            DirectoryPages,
            attr=attr,
            context=context,
            request_method="GET",
            renderer=f"moothall.space:templates/{attr}.pt",
        )
