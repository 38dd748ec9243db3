"""Give a person roles in a space, or end a membership, as ``@members`` does."""

from moothall.core.access.permissions import Permission
from moothall.core.access.records import Grant
from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.base.dates import until_of
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.operations.authoring import require_of
from moothall.insight.changes.base import PersonChange, account_named, login_of, only, sponsor_named, terms
from moothall.space import members
from moothall.space.content import Space


class MemberChange(PersonChange):
    """``{"kind": "member", "person": login, "roles": [], "until", "sponsor"}``: exactly these roles, none to end it."""

    kind = "member"
    #: Fields that an address or a form can contain more than once.
    LISTS = ("roles",)

    def __init__(self, item, person, roles, until=None, sponsor=members.STAYS):
        super().__init__(item, person)
        self.roles, self.until, self.sponsor = tuple(dict.fromkeys(roles)), until, sponsor

    @classmethod
    def read(cls, asker, item, sent):
        if not isinstance(item, Space):
            raise BadInput(_("Only a space has members."))
        only(sent, "person", "roles", "until", "sponsor")
        roles, person = sent.get("roles"), account_named(asker, sent, "person").id
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            raise BadInput(_("“roles” must be a list of roles."))
        return cls(item, person, roles, until_of(sent.get("until"), asker.zone), sponsor_named(asker, sent))

    def check(self, viewer):
        if not members.may_end_memberships(viewer, self.item):
            require_of(viewer, Permission.MANAGE, self.item)
        members.check_may_change(viewer, self.item, self.person, self.roles, self.until)
        members.check_membership(self.item, self.person, self.roles, self.until, viewer.now, self.sponsor)

    def overlay(self, viewer):
        record = copy_of(self.item.record)
        known = {grant.role: grant for grant in record.grants.get(self.person, ()) if grant.holds(viewer.now)}
        record.grants.pop(self.person, None)
        if self.roles:
            record.grants[self.person] = tuple(
                Grant(role, known[role].since if role in known else viewer.now, self.until, None, viewer.person.id)
                for role in self.roles
            )
        return Overlay(site_of(self.item), [record], self.item)

    def perform(self, _viewer, act, notify):
        notify(members.set_member(act, self.item, self.person, self.roles, self.until, self.sponsor))

    def fields(self, people):
        return {
            "person": login_of(people, self.person),
            "roles": list(self.roles),
            **terms(people, self.until, self.sponsor),
        }
