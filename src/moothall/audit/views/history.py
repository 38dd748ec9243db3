"""``<item>/history``: transitions and versions of an item and, for people who manage it, changes of access."""

from moothall.audit.event_formatter import EventFormatter
from moothall.audit.item_entries import access_entries
from moothall.audit.views.version import restored_from
from moothall.core.access.permissions import Permission
from moothall.core.authorization.versions import versions_for
from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.core.workflow.history import history_for
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.ui.badges import title_of
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View


class HistoryPage(View):
    """The history of an item as far as this person may know it, newest last."""

    def show(self):
        if self.context.__parent__ is None:
            raise NotFound()
        return self.page(
            _("History: ${title}", mapping={"title": title_of(self.viewer, self.translate, self.context)}),
            "text",
            space=space_head(self),
            steps=self._steps(),
            versions=self._versions(),
            access=self._access(),
            audit_url=self._audit_url(),
        )

    def _access(self):
        request = self.request
        formatter = EventFormatter(request.registry, self.viewer, request.people, request.localizer)
        return [
            (formatter.sentence(entry), self.clock.moment(entry.at), entry.reason)
            for entry in access_entries(request.registry, self.viewer, self.context)
        ]

    def _steps(self):
        return [
            {
                "title": self.translate(_(entry.state.title)),
                "someone": self.request.names(entry.event.actor),
                "moment": self.clock.moment(entry.event.at),
                "reason": entry.reason,
                "table": self._table(entry.event),
            }
            for entry in history_for(self.viewer, self.context)
        ]

    def _table(self, event):
        """Return a link to the workflow version of a transition; ``None`` if it is not recorded."""
        if not isinstance(event.version, tuple):
            return None
        uid, number = event.version
        definition = self.request.site.uids.get(uid)
        if definition is None or not self.viewer.sees(definition):
            return None
        return Link(self.translate(_("Version ${n}", mapping={"n": number})), self.url(definition))

    def _versions(self):
        versions = versions_for(self.viewer, self.context)
        return [
            {
                "number": version.number,
                "title": version.title,
                "note": version.note,
                "origin": restored_from(self, version, versions),
                "someone": self.request.names(version.by),
                "moment": self.clock.moment(version.at),
                "url": self.url(self.context, "versions", str(version.number)),
            }
            for version in reversed(versions)
        ]

    def _audit_url(self):
        manages = isinstance(self.context, Space) and self.viewer.allowed(Permission.MANAGE, self.context)
        return self.url(self.context, "audit") if manages else ""


def includeme(config):
    config.add_view(
        HistoryPage,
        attr="show",
        name="history",
        context=Item,
        request_method="GET",
        renderer="moothall.audit:templates/history.pt",
    )
