"""``@sharing``: the grants on an item or folder, in plone.restapi's format with ``until`` and ``sponsor``."""

from moothall.core.access.permissions import Permission
from moothall.core.authorization import sharing
from moothall.core.base.dates import until_of
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.sharing.names import GROUP, SPACE, USER
from moothall.sharing.principals import Principals
from moothall.sharing.texts import role_description
from moothall.space.content import Space
from moothall.web.api.body import refuse_fields
from moothall.web.api.representation import moment
from moothall.web.api.service import Service

#: Maximum number of entries in one request.
MAX_ENTRIES = 100
#: The fields of an entry, also those that only the response to ``GET`` needs.
ENTRY_FIELDS = frozenset(("id", "login", "title", "type", "disabled", "roles", "until", "sponsor"))
ENTRY = _("Each entry needs an “id” and “roles”; each role must be true or false.")


class SharingService(Service):
    """The grants on an item; people who may share it read and change them."""

    parameters = dict.fromkeys(("search", "include_titles"), ())

    def __init__(self, context, request):
        super().__init__(context, request)
        self.principals = Principals(request, context)

    def get(self):
        self._require_to_revoke()
        grants = sharing.grants_on(self.context)
        shown = [(self.principals.show(stored), held) for stored, held in grants.items()]
        entries = [self._entry(who, held) for who, held in shown if who is not None and self._hold(held)]
        known = {entry["id"] for entry in entries}
        found = self.principals.find((self.sent.last("search") or "")[:100])
        return {
            "@id": self.url("@sharing"),
            "available_roles": [
                {"id": role, "title": self.translate(role_description(self.context, role))} for role in self._roles
            ],
            "entries": entries + [self._entry(who, ()) for who in found if who.id not in known],
            "ended": [self._entry(who, held) for who, held in shown if who is not None and not self._hold(held)],
            "inherit": sharing.inherits(self.context),
        }

    #: Of the response to ``GET``, which can be sent back.
    passed_over = ("available_roles", "ended")

    def post(self):
        body = self.body()
        self._require_to_revoke()
        entries, inherit = body.get("entries", []), body.get("inherit")
        if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
            raise BadInput(_("“entries” must be a list of up to 100."))
        if inherit is not None and not isinstance(inherit, bool):
            raise BadInput(_("“inherit” must be true or false."))
        if inherit is not None or not isinstance(entries, list) or any(map(_gives, entries)):
            self._require()
        changes = [self._read(entry) for entry in entries]
        if isinstance(self.context, Space):
            self._check_members(entries)
        if inherit is not None:
            sharing.set_inherits(self.viewer, self.request.act(), self.context, inherit)
        for change in changes:
            self.request.registry.notify(self._set(*change))
        return self.nothing()

    def _require(self):
        # For a type whose workflow has no sharing (a post, a vocabulary), the error is the same as without permission.
        authoring.require(self.request, Permission.SHARE, self.context)

    def _require_to_revoke(self):
        if not sharing.may_revoke(self.viewer, self.context):
            self._require()

    @property
    def _roles(self):
        return sharing.roles_for(self.context)

    def _hold(self, grants):
        return any(grant.holds(self.request.now) for grant in grants)

    def _entry(self, who, grants):
        """Return the grants of a principal; of an expired one, its role and end."""
        held = [grant for grant in grants if grant.holds(self.request.now)] or grants
        ends = [grant.until for grant in held]
        sponsor = held[0].sponsor if held else None
        return {
            "id": who.id,
            "login": who.login,
            "title": who.title,
            "type": who.kind,
            # The people of a space are set by ``@members``.
            "disabled": isinstance(self.context, Space) and who.kind == USER,
            "roles": {role: any(grant.role == role for grant in held) for role in self._roles},
            "until": None if None in ends else moment(max(ends, default=None)),
            "sponsor": self.show.login(sponsor),
        }

    def _read(self, entry):
        roles = entry.get("roles") if isinstance(entry, dict) else None
        if not isinstance(roles, dict) or not all(isinstance(held, bool) for held in roles.values()):
            raise BadInput(ENTRY)
        refuse_fields(set(entry) - ENTRY_FIELDS)
        unknown = set(roles) - set(self._roles)
        if unknown:
            raise BadInput(_("You cannot give the role “${role}” here.", mapping={"role": min(unknown)[:50]}))
        kind = entry.get("type", USER)
        if not isinstance(entry.get("id"), str) or kind not in (USER, GROUP, SPACE):
            raise BadInput(ENTRY)
        principal = self.principals.resolve(entry["id"], kind)
        until, sponsor = self._terms(principal, entry)
        return principal, roles, until, sponsor

    def _terms(self, principal, entry):
        """Return (until, sponsor) as sent, or the current values of those that were not sent."""
        held = [grant for grant in sharing.grants_on(self.context).get(principal, ()) if grant.holds(self.request.now)]
        until, sponsor = (held[0].until, held[0].sponsor) if held else (None, None)
        if "until" in entry:
            until = until_of(entry["until"], self.request.site_zone)
        if "sponsor" in entry:
            sponsor = self.principals.resolve(entry["sponsor"], USER) if entry["sponsor"] else None
        return until, sponsor

    def _check_members(self, entries):
        if not entries or any(entry.get("type", USER) == USER for entry in entries):
            raise BadInput(_("Use “@members” to set who belongs to a space."))

    def _set(self, principal, changes, until, sponsor):
        before = set(sharing.roles_on(self.context, principal, self.request.now))
        roles = [role for role in self._roles if changes.get(role, role in before)]
        return sharing.share(self.viewer, self.request.act(), self.context, principal, roles, until, sponsor)


def _gives(entry):
    """Return True unless an entry only removes roles."""
    roles = entry.get("roles") if isinstance(entry, dict) else None
    return not isinstance(roles, dict) or any(roles.values()) or bool({"until", "sponsor"} & entry.keys())


def includeme(config):
    config.add_service(SharingService, name="@sharing", attr="get", asks=Permission.SHARE)
    config.add_service(SharingService, name="@sharing", attr="post", method="POST", asks=Permission.SHARE)
