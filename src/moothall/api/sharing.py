"""``@sharing``: what people were given on one item or folder, in plone.restapi's shape."""

from moothall.api.service import Service
from moothall.core import authoring
from moothall.core.access import sharing
from moothall.core.errors import BadInput
from moothall.core.i18n import _
from moothall.core.permissions import Permission
from moothall.space.content import Space

ROLE_TITLES = {
    "reader": _("Can read"),
    "member": _("Can take part"),
    "author": _("Can write"),
    "moderator": _("Can moderate"),
    "facilitator": _("Can decide"),
}


class SharingService(Service):
    """The grants on an item; those who may share it see and set them."""

    def get(self):
        self.no_rest()
        authoring.require(self.request, Permission.SHARE, self.context)
        record = self.request.site.access.get(self.context.uid)
        return {
            "@id": self.url("@sharing"),
            "available_roles": [{"id": role, "title": self.translate(ROLE_TITLES[role])} for role in self._roles],
            "entries": []
            if record is None
            else [
                entry for entry in (self._entry(principal, record) for principal in record.grants) if entry is not None
            ],
            "inherit": record is None or record.inherits,
        }

    def post(self):
        self.no_rest()
        body = self.body()
        authoring.require(self.request, Permission.SHARE, self.context)
        if isinstance(self.context, Space):
            raise BadInput(_("Who belongs to a space is set by “@members”."))
        entries = body.get("entries", [])
        if not isinstance(entries, list) or len(entries) > 100:
            raise BadInput(_("“entries” must be a list of at most 100."))
        for principal, changes in [self._read(entry) for entry in entries]:
            self._set(principal, changes)
        return self.nothing()

    @property
    def _roles(self):
        return sharing.roles_for(self.context)

    def _entry(self, principal, record):
        account = self.request.people.by_id(principal)
        groups = self.request.people.groups()
        if account is not None:
            found = {"id": account.login, "login": account.login, "title": account.name, "type": "user"}
        elif principal in groups:
            found = {"id": principal, "login": None, "title": groups[principal], "type": "group"}
        else:
            return None
        held = {grant.role for grant in record.grants[principal] if grant.holds(self.request.now)}
        return found | {"roles": {role: role in held for role in self._roles}} if held else None

    def _read(self, entry):
        roles = entry.get("roles") if isinstance(entry, dict) else None
        if not isinstance(roles, dict) or not all(isinstance(held, bool) for held in roles.values()):
            raise BadInput(_("An entry has an “id” and “roles”, each true or false."))
        unknown = set(roles) - set(self._roles)
        if unknown:
            raise BadInput(_("There is no role “${role}” to give here.", mapping={"role": min(unknown)[:50]}))
        return self._principal(entry), roles

    def _principal(self, entry):
        wanted = entry.get("id")
        if not isinstance(wanted, str):
            raise BadInput(_("An entry has an “id” and “roles”, each true or false."))
        if entry.get("type") == "group":
            if wanted in self.request.people.groups():
                return wanted
        elif (account := self.request.people.by_login(wanted)) is not None:
            return account.id
        raise BadInput(_("There is nobody called “${id}” here.", mapping={"id": wanted[:100]}))

    def _set(self, principal, changes):
        before = set(sharing.roles_on(self.context, principal, self.request.now))
        after = {role for role in self._roles if changes.get(role, role in before)}
        sharing.check_may_grant(self.viewer, self.context, before ^ after)
        sharing.set_roles(self.request.act(), self.context, principal, [role for role in self._roles if role in after])


def includeme(config):
    config.add_service(SharingService, name="@sharing", attr="get")
    config.add_service(SharingService, name="@sharing", attr="post", method="POST")
