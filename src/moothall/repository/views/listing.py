"""A repository: its items as cards, with filters."""

from moothall.core.choosing import choosing_of
from moothall.core.finding import PAGE_SIZE, FindingPage
from moothall.core.i18n import _
from moothall.core.layout.presenters import Action, Link
from moothall.core.pagination import pages_of
from moothall.core.permissions import Permission
from moothall.core.query import Page
from moothall.core.types import types_of
from moothall.repository.cards import card_of
from moothall.repository.content import Repository
from moothall.space.head import space_head

KINDS = ("resource", "goodpractice")


class RepositoryPage(FindingPage):
    """Everybody reads it; who is signed in may propose something."""

    def own_criteria(self):
        return {"within": (self.context.uid,)}

    def asked(self):
        asked = super().asked()
        asked.chosen["portal_type"] = [one for one in asked.chosen.get("portal_type", ()) if one in KINDS]
        if not asked.chosen["portal_type"]:
            del asked.chosen["portal_type"]
        if "sort_on" not in self.request.GET and not asked.text:
            asked.order = "modified"
        return asked

    def show(self):
        asked = self.asked()
        found = self.search(asked) if "portal_type" in asked.chosen else self.search(asked, types=KINDS)
        items = [item for _hit, item in self.found_items(found)]
        types = types_of(self.request.registry)
        adding = [Action(self.translate(types[kind].adding), self.url(self.context, "add", kind)) for kind in KINDS]
        return self.page(
            self.context.title,
            "page",
            cards=[card_of(self, item) for item in items],
            choosing=choosing_of(self, items),
            pages=pages_of(
                self.request,
                Page(found.hits, found.total, asked.page, PAGE_SIZE),
                _("${first} to ${last} of ${total} items"),
            ),
            sharing=self._sharing(),
            space=space_head(self),
            adding=adding if self.viewer.allowed(Permission.ADD, self.context) else [],
            lead=self.translate(_("What coalitions use and what has worked for them, looked at before it appears.")),
            **self.finding(asked, found),
        )

    def _sharing(self):
        if not self.viewer.allowed(Permission.SHARE, self.context):
            return None
        return Link(self.translate(_("Who has access")), self.url(self.context, "sharing"))


def includeme(config):
    config.add_view(
        RepositoryPage,
        attr="show",
        context=Repository,
        request_method="GET",
        renderer="moothall.repository:templates/listing.pt",
    )
