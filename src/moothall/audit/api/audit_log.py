"""``@audit``: the audit log, for administrators on the site and for people who manage a space there."""

from urllib.parse import urlencode

from moothall.audit.export import plain
from moothall.audit.listing import AuditListing
from moothall.audit.queries import PARAMETERS
from moothall.core.access import Subject
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import NotFound
from moothall.core.base.settings import settings_of
from moothall.core.content.items import scope_of
from moothall.core.content.root import Root
from moothall.core.operations import authoring
from moothall.space.content import Space
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.service import Service


class AuditService(Service):
    """Entries, newest first.  ``batching.next`` links to older ones; the filters are those of the page."""

    parameters = {**BATCH, **dict.fromkeys((*PARAMETERS, "after"))}

    def everywhere(self):
        # Everyone who may see the administration pages may read the log.
        administration = Subject(scope_of(self.context), self.context.workflow, "administration")
        if not self.viewer.decide(administration, Permission.VIEW):
            raise NotFound()
        return self._answer(AuditListing(self.request))

    def in_a_space(self):
        authoring.require(self.request, Permission.MANAGE, self.context)
        return self._answer(AuditListing(self.request, self.context))

    def _answer(self, listing):
        found = listing.find(listing.asked(), Batch(self.request).size)
        site_url = settings_of(self.request.registry).site_url
        batching = {"@id": self.request.url}
        if found.next is not None:
            kept = [(name, value) for name, value in self.request.GET.items() if name != "after"]
            batching["next"] = f"{self.url('@audit')}?{urlencode([*kept, ('after', found.next)])}"
        return {
            "@id": self.url("@audit"),
            "items": [plain(listing.formatter, entry, site_url) for entry in found.entries],
            "batching": batching,
        }


def includeme(config):
    config.add_service(AuditService, name="@audit", attr="everywhere", context=Root)
    config.add_service(AuditService, name="@audit", attr="in_a_space", context=Space)
