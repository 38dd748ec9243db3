"""``@history``: the transitions and versions of an item that the viewer may know of."""

from moothall.audit.event_formatter import EventFormatter
from moothall.audit.item_entries import access_entries
from moothall.core.access.permissions import Permission
from moothall.core.authorization.versions import version_for, versions_for
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.versioned import Versioned
from moothall.core.operations import authoring
from moothall.web.api.parameters import Parameters
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, note_of
from moothall.web.api.workflow import past_transitions
from moothall.web.error_responses import PREFIXED
from moothall.web.stored_files import DOWNLOAD


class HistoryService(Service):
    """The history of an item, newest first, and ``/@history/<version>``: the item as it was in a version."""

    segments = 1
    #: Sent by clients that read an item in a version; only one version has an address here.
    parameters = dict.fromkeys(("version", "page", "fullobjects"), ())

    def get(self):
        if self.request.view_name != "@history":
            # A component of an item, whose parameters those of the request are.
            return self._entries()
        rest = self.rest()
        if rest:
            return self._version(*rest)
        Parameters(self.request.GET.items(), {}).refuse_unknown()
        return self._entries()

    def _version(self, name):
        """Return every field of the item in an earlier version, with the address of its own file."""
        if self.sent.last("version") not in (None, name):
            raise BadInput(_("“${name}” must be one of: ${values}.", mapping={"name": "version", "values": name}))
        number = int(name) if name.isascii() and name.isdecimal() and len(name) < 10 else 0
        version = version_for(self.viewer, self.context, number)
        if version is None:
            raise NotFound()
        shown = self.viewer.shown(self.context)
        found = self.show.whole(self.context, shown._replace(version=version))
        if version.number != shown.version.number:
            for value in found.values():
                if isinstance(value, dict) and "download" in value:
                    value["download"] = self.url("versions", str(version.number), DOWNLOAD)
        return found | {"modified": moment(version.at), "version": version.number}

    def _entries(self):
        entries = [*past_transitions(self.show, self.viewer, self.context), *self._versions(), *self._access()]
        entries.sort(key=lambda one: one["time"], reverse=True)
        if PREFIXED in self.request.environ:
            return [self._as_in_plone(entry) for entry in entries]
        return {
            "@id": self.url("@history"),
            "items": entries,
            "items_total": len(entries),
        }

    def patch(self):
        """Save an earlier ``version`` as a new one, as plone.restapi does."""
        self.no_rest()
        authoring.require(self.request, Permission.EDIT, self.context)
        if not isinstance(self.context, Versioned):
            raise NotFound()
        self.check_if_match()
        body = self.body()
        number = body.get("version")
        if type(number) is not int:
            raise BadInput(_("“${field}” must be a number.", mapping={"field": "version"}))
        authoring.restore_version(self.request, self.context, number, note_of(body))
        return {"message": self.translate(_("Version ${n} brought back", mapping={"n": number}))}

    def _as_in_plone(self, entry):
        """Return an entry as plone.restapi has it: the person is an object, and the title has another name."""
        login = entry["actor"]
        account = self.request.people.by_login(login) if login is not None else None
        actor = {
            "@id": self.url("@users", login, item=self.request.site) if account is not None else None,
            "id": login,
            "username": login,
            "fullname": account.name if account is not None else "",
        }
        found = {**entry, "actor": actor, "transition_title": entry["title"], "state_title": entry["title"]}
        if entry["type"] == "versioning":
            found["@id"] = self.url("@history", str(entry["version"]))
            found["may_revert"] = self.viewer.allowed(Permission.EDIT, self.context)
        return found

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
                "comments": version.note,
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
                "title": formatter.sentence(entry),
                "actor": self.show.login(entry.actor),
                "time": moment(entry.at),
                "comments": entry.reason,
            }
            for entry in access_entries(request.registry, self.viewer, self.context)
        ]


def includeme(config):
    config.add_service(HistoryService, name="@history", attr="get", expand=True)
    config.add_service(HistoryService, name="@history", attr="patch", method="PATCH", asks=Permission.EDIT)
