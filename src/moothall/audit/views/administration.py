"""``/admin/audit``: every change of access, login, role and workflow definition, and who made it."""

from moothall.administration.page import AdminPage
from moothall.administration.places import Administration
from moothall.audit.listing import AuditListing
from moothall.core.base.i18n import _


class AuditPage(AdminPage):
    """The audit log, newest first, with a filter; ``?format=`` exports the filtered entries."""

    tab = "audit"

    def show(self):
        found = AuditListing(self.request).answer(self)
        if not isinstance(found, dict):
            return found
        waiting = self.request.site.event_log.waiting
        return self.admin_page(_("Audit log"), waiting=len(waiting) if waiting is not None else 0, **found)


def includeme(config):
    config.add_view(
        AuditPage,
        attr="show",
        name="audit",
        context=Administration,
        request_method="GET",
        renderer="moothall.audit:templates/administration.pt",
    )
