"""Giving somebody roles in a space, or ending a membership: what ``@members`` does."""

from moothall.core.access.overlay import Overlay, copy_of
from moothall.core.access.population import roots_of
from moothall.core.access.records import Grant
from moothall.core.authoring import require_of
from moothall.core.content import site_of
from moothall.core.errors import BadInput
from moothall.core.i18n import _
from moothall.core.permissions import Permission
from moothall.insight.changes.base import Change, only, until_of
from moothall.space import roster
from moothall.space.content import Space


class MemberChange(Change):
    """``{"kind": "member", "person": login, "roles": [], "until"}``: exactly these roles, none to end it."""

    kind = "member"
    #: What an address or a form can name more than once.
    LISTS = ("roles",)

    def __init__(self, item, person, roles, until=None):
        super().__init__(item)
        self.person, self.roles, self.until = person, tuple(dict.fromkeys(roles)), until

    @classmethod
    def read(cls, asker, item, sent):
        if not isinstance(item, Space):
            raise BadInput(_("Only a space has members."))
        only(sent, "person", "roles", "until")
        login, roles = sent.get("person"), sent.get("roles", [])
        account = asker.people.by_login(login) if isinstance(login, str) else None
        if account is None:
            raise BadInput(_("“person” must be the log-in of somebody here."))
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            raise BadInput(_("“roles” must be a list of roles."))
        return cls(item, account.id, roles, until_of(sent.get("until")))

    def check(self, viewer):
        require_of(viewer, Permission.MANAGE, self.item)
        roster.check_may_change(viewer, self.item, self.person, self.roles, self.until)
        roster.check_membership(self.item, self.person, self.roles, self.until, viewer.now)

    def overlay(self, viewer):
        record = copy_of(self.item.record)
        known = {grant.role: grant for grant in record.grants.get(self.person, ()) if grant.holds(viewer.now)}
        record.grants.pop(self.person, None)
        if self.roles:
            record.grants[self.person] = tuple(
                Grant(role, known[role].since if role in known else viewer.now, self.until, None, viewer.person.id)
                for role in self.roles)
        return Overlay(site_of(self.item), [record], self.item)

    def apply(self, viewer, act, notify):
        self.check(viewer)
        notify(roster.set_member(act, self.item, self.person, self.roles, self.until))

    def roots(self):
        return roots_of(site_of(self.item), self.item, self.item.uid)

    def concerns(self):
        return self.person

    def plain(self, people):
        account = people.by_id(self.person)
        found = {"kind": self.kind, "person": account.login if account is not None else None, "roles": list(self.roles)}
        return found | ({"until": self.until.isoformat()} if self.until is not None else {})
