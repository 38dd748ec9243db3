"""``/admin/workflows``: the list of definitions."""

from moothall.ui.layout.presenters import Link
from moothall.workflows.administration.base import TEMPLATES, DefinitionPage
from moothall.workflows.administration.places import WorkflowsPlace
from moothall.workflows.content import ACTIVE, DRAFT, RETIRED


class OverviewPage(DefinitionPage):
    """All definitions, in any state."""

    def show(self):
        rows = [self._row(one) for one in self.request.site["workflows"].values()]
        return self.admin_page(self.context.title, rows=rows, import_url=self.url(self.context, "import"))

    def _row(self, definition):
        status = ACTIVE if definition.active is not None else RETIRED if definition.versions else DRAFT
        draft = definition.draft
        return {
            "link": Link(self.word(definition.title), self.url(self.context, definition.__name__)),
            "kind": self.kind(definition),
            "chip": self.chip(status),
            "number": definition.active,
            "places": self.places(definition),
            "draft": None
            if draft is None
            else {
                "url": self.url(self.context, definition.__name__, "draft"),
                "by": self.request.names.name(draft.by),
                "moment": self.clock.moment(draft.at),
            },
        }


def includeme(config):
    config.add_view(
        OverviewPage,
        attr="show",
        context=WorkflowsPlace,
        request_method="GET",
        renderer=f"{TEMPLATES}/overview.pt",
    )
