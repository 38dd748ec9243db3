"""``<space>/audit``: changes of access in a space, for people who manage it."""

from moothall.audit.listing import AuditListing
from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.space.people_tabs import people_page_tabs
from moothall.ui.page import View


class SpaceAudit(View):
    """Changes of access in this space; those of other spaces are not shown to its managers."""

    def show(self):
        authoring.require(self.request, Permission.MANAGE, self.context)
        found = AuditListing(self.request, self.context).answer(self)
        if not isinstance(found, dict):
            return found
        return self.page(
            _("Access changes"),
            "page",
            space=space_head(self, "people"),
            filters=people_page_tabs(self, "audit"),
            **found,
        )


def includeme(config):
    config.add_view(
        SpaceAudit,
        attr="show",
        name="audit",
        context=Space,
        request_method="GET",
        renderer="moothall.audit:templates/space.pt",
    )
