"""``@history``: the steps and versions of an item that the person asking may know of."""

from moothall.api.representation import moment
from moothall.api.service import Service
from moothall.core.content import site_of
from moothall.core.versions import Versioned
from moothall.core.workflow.transition import history_for, is_involved


class HistoryService(Service):
    """What happened to an item, the newest first."""

    def get(self):
        self.no_rest()
        entries = [*steps_of(self.show, self.viewer, self.context), *self._versions()]
        return {
            "@id": self.url("@history"),
            "items": sorted(entries, key=lambda one: one["time"], reverse=True),
            "items_total": len(entries),
        }

    def _versions(self):
        if not isinstance(self.context, Versioned):
            return []
        versions = self.context.versions.values()
        if not is_involved(self.viewer, self.context):
            shown = {fact.after for fact in site_of(self.context).facts.about(self.context.uid, {"live version"})}
            versions = [version for version in versions if version.number in shown]
        return [
            {
                "type": "versioning",
                "action": "saved",
                "version": version.number,
                "title": version.title,
                "actor": self.show.login(version.by),
                "time": moment(version.at),
                "comments": "",
            }
            for version in versions
        ]


def steps_of(show, viewer, item):
    """The recorded steps that the person asking hears of, oldest first."""
    return [
        {
            "type": "workflow",
            "action": "state",
            "review_state": told.fact.after,
            "actor": show.login(told.fact.actor),
            "time": moment(told.fact.at),
            "comments": told.reason,
        }
        for told in history_for(viewer, item)
    ]


def includeme(config):
    config.add_service(HistoryService, name="@history", attr="get")
