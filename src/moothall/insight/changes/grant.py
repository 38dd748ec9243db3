"""Give a principal a role on an item and its content, or remove it, as ``@sharing`` does."""

from moothall.core.access.permissions import Permission
from moothall.core.access.person import is_person_id
from moothall.core.authorization import sharing
from moothall.core.authorization.item_classes import roots_of
from moothall.core.authorization.overlay import scope_record
from moothall.core.base.dates import until_of
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of, site_of
from moothall.core.operations.authoring import require_of
from moothall.insight.changes.base import AccessChange, is_left_out, only, sponsor_named, terms, with_access_record
from moothall.sharing import names
from moothall.space.content import Space
from moothall.space.members import STAYS


class GrantChange(AccessChange):
    """``{"kind": "grant", "principal", "role" or null, "until", "sponsor"}``: this role only, or none."""

    kind = "grant"

    def __init__(self, item, principal, role, until=None, sponsor=STAYS, reader=None):
        """``principal`` is in stored form: the ID of a person or a group, or ``space:`` and a UID.

        ``sponsor``, who vouches for them, stays if it is not mentioned; a space that the viewer ``reader`` cannot
        see is named by UID.
        """
        super().__init__(item)
        self._reader = reader
        self.principal, self.role, self.until, self.sponsor = principal, role, until, sponsor

    @classmethod
    def require_right(cls, viewer, item):
        require_of(viewer, Permission.SHARE, item)

    @classmethod
    def read(cls, asker, item, sent):
        only(sent, "principal", "role", "until", "sponsor")
        if "role" not in sent:
            raise BadInput(_("“role” must be a role, or null to remove all roles."))
        role = None if is_left_out(sent, "role") else sent["role"]
        if role is not None and role not in sharing.roles_for(item):
            raise BadInput(_("You cannot give the role “${role}” here.", mapping={"role": str(role)[:50]}))
        principal = names.principal_from_id(asker.viewer, asker.people, item, sent.get("principal"))
        if isinstance(item, Space) and is_person_id(principal):
            raise BadInput(_("Use “@members” to set who belongs to a space."))
        latest = sharing.latest_end(asker.viewer, item, role) if role is not None else None
        until = until_of(sent.get("until"), asker.zone, latest)
        return cls(item, principal, role, until, sponsor_named(asker, sent), asker.viewer)

    @property
    def roles(self):
        return () if self.role is None else (self.role,)

    def check(self, viewer):
        if self.roles or not sharing.may_revoke(viewer, self.item):
            require_of(viewer, Permission.SHARE, self.item)
        sharing.check_may_share(viewer, self.item, self.principal, self.roles, self.until, self._sponsor(viewer.now))

    def overlay(self, viewer):
        site, around = site_of(self.item), scope_of(self.item)
        record = scope_record(site, self.item, around)
        known = record.grants.pop(self.principal, ())
        after = sharing.grants_after(
            known, self.principal, self.roles, self.until, self._sponsor(viewer.now), viewer.person.id, viewer.now
        )
        if after:
            record.grants[self.principal] = tuple(after)
        return with_access_record(self.item, record)

    def perform(self, viewer, act, notify):
        notify(sharing.share(viewer, act, self.item, self.principal, self.roles, self.until, self._sponsor(act.at)))

    def _sponsor(self, now):
        if self.sponsor is not STAYS:
            return self.sponsor
        held = [grant for grant in sharing.grants_on(self.item).get(self.principal, ()) if grant.holds(now)]
        return held[0].sponsor if held else None

    def roots(self):
        if isinstance(self.item, Space):
            # New members of a space also get the access that was given to its members.
            return roots_of(site_of(self.item), self.item, self.item.uid)
        return super().roots()

    def only_person(self):
        return self.principal if is_person_id(self.principal) else None

    def fields(self, people):
        principal = names.external_id(site_of(self.item), people, self.principal, self._reader)
        return {"principal": principal, "role": self.role, **terms(people, self.until, self.sponsor)}
