"""``/admin``: how large the site is, what waits, and the way to everything else."""

from moothall.core.base.i18n import _
from moothall.core.search.query import ContentQuery
from moothall.queue.rows import decision_rows
from moothall.site.administration.places import Administration
from moothall.site.administration.views.base import AdminPage
from moothall.site.administration.views.status import troubles
from moothall.ui.layout.presenters import Link
from moothall.ui.page import section_url

#: (types, word, address).
COUNTED = (
    (("coalition",), _("coalitions"), "/coalitions"),
    (("workspace",), _("workspaces"), "/workspaces"),
    (("discussion",), _("discussions"), "/search?portal_type=discussion"),
    (("document", "file", "link"), _("documents and files"), "/search?portal_type=document"),
    (("resource", "goodpractice"), _("items in repositories"), "/repository"),
)


class OverviewPage(AdminPage):
    """The first page of the administration."""

    def show(self):
        counts = [
            Link(
                self.translate(word), section_url(self.request, url), count=ContentQuery(self.viewer).of(*types).count()
            )
            for types, word, url in COUNTED
        ]
        people = Link(self.translate(_("people")), self.url(self.context, "people"), count=len(self.request.people))
        return self.admin_page(
            _("Administration"),
            figures=[people, *counts],
            queue=decision_rows(self),
            troubles=[self.translate(one) for one in troubles(self.request)],
            adding=[
                Link(self.translate(_("Add a coalition")), "/coalitions/add/coalition", icon="space"),
                Link(self.translate(_("Add a workspace")), "/workspaces/add/workspace", icon="space"),
                Link(self.translate(_("Add a person")), self.url(self.context, "add-person"), icon="person"),
            ],
            rules=[
                Link(self.translate(_("Workflows: who can do what")), self.url(self.context, "workflows")),
                Link(self.translate(_("Vocabularies: lists of terms")), "/vocabularies"),
                Link(self.translate(_("View the site as someone else")), "/view-as"),
            ],
        )


def includeme(config):
    config.add_view(
        OverviewPage,
        attr="show",
        context=Administration,
        request_method="GET",
        renderer="moothall.site.administration:templates/overview.pt",
    )
