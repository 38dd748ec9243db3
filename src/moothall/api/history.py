"""``@history``: the steps and versions of an item that the person asking may know of."""

from moothall.api.representation import moment
from moothall.api.service import Service
from moothall.core.content import site_of
from moothall.core.permissions import Permission
from moothall.core.versions import LIVE, Versioned
from moothall.core.workflow.transition import history_of, place_of


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
        if not _is_involved(self.viewer, self.context):
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
    """The recorded steps, oldest first.

    Readers hear of those that changed what they see; reasons are between those
    who work on it and those who decide.
    """
    _edition, _subject, definition = place_of(viewer, item)
    involved = _is_involved(viewer, item)
    found = []
    for fact in history_of(item):
        state = definition.states.get(fact.after)
        if not involved and (state is None or not state.live or fact.key not in (None, LIVE)):
            continue
        found.append(
            {
                "type": "workflow",
                "action": "state",
                "review_state": fact.after,
                "actor": show.login(fact.actor),
                "time": moment(fact.at),
                "comments": fact.reason if involved else "",
            }
        )
    return found


def _is_involved(viewer, item):
    if viewer.person.id is None:
        return False
    return item.creator == viewer.person.id or any(
        viewer.allowed(permission, item) for permission in (Permission.EDIT, Permission.MODERATE, Permission.MANAGE)
    )


def includeme(config):
    config.add_service(HistoryService, name="@history", attr="get")
