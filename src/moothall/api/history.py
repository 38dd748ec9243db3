"""``@history``: the steps and versions of an item that the person asking may know of."""

from moothall.audit.event_texts import EventFormatter
from moothall.audit.item_entries import access_entries
from moothall.core.base.i18n import _
from moothall.core.workflow.transition import history_for, versions_for
from moothall.web.api.representation import moment
from moothall.web.api.service import Service


class HistoryService(Service):
    """What happened to an item, the newest first."""

    def get(self):
        self.no_rest()
        entries = [*steps_of(self.show, self.viewer, self.context), *self._versions(), *self._access()]
        return {
            "@id": self.url("@history"),
            "items": sorted(entries, key=lambda one: one["time"], reverse=True),
            "items_total": len(entries),
        }

    def _versions(self):
        return [
            {
                "@id": self.url("versions", str(version.number)),
                "type": "versioning",
                "action": "saved",
                "version": version.number,
                "title": version.title,
                "actor": self.show.login(version.by),
                "time": moment(version.at),
                "comments": "",
            }
            for version in versions_for(self.viewer, self.context)
        ]

    def _access(self):
        request = self.request
        formatter = EventFormatter(request.registry, self.viewer, request.people, request.localizer)
        return [
            {
                "type": "access",
                "action": entry.kind,
                "title": formatter.tell(entry),
                "actor": self.show.login(entry.actor),
                "time": moment(entry.at),
                "comments": entry.reason,
            }
            for entry in access_entries(self.viewer, self.context)
        ]


def steps_of(show, viewer, item):
    """The recorded steps that the person asking hears of, oldest first."""
    return [
        {
            "type": "workflow",
            # As in plone.restapi: the id of the step and what it is called.
            "action": told.step.id if told.step is not None else None,
            "title": show.translate(_((told.step or told.state).title)),
            "review_state": told.fact.after,
            "actor": show.login(told.fact.actor),
            "time": moment(told.fact.at),
            "comments": told.reason,
            **_table_of(show, viewer, told.fact),
        }
        for told in history_for(viewer, item)
    ]


def _table_of(show, viewer, fact):
    """The version of the workflow a step ran under, where that is recorded and may be known."""
    uid, number = fact.version if isinstance(fact.version, tuple) else (None, None)
    definition = viewer.site.uids.get(uid) if uid is not None else None
    if definition is None or not viewer.sees(definition):
        return {}
    return {"workflow": {"@id": show.url(definition), "version": number}}


def includeme(config):
    config.add_service(HistoryService, name="@history", attr="get")
