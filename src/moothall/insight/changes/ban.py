"""Ban a person from a space, or lift a ban, as ``@bans`` does."""

from moothall.core.access.permissions import Permission
from moothall.core.access.records import Ban
from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.base.dates import until_of
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.operations.authoring import require_of
from moothall.insight.changes.base import PersonChange, account_named, flag_named, login_of, only, terms
from moothall.space import bans, members
from moothall.space.content import Space


class BanChange(PersonChange):
    """``{"kind": "ban", "person": login, "banned": true, "until", "comment", "rule"}``.

    Banned people count as visitors.  Banning needs a comment and a rule, which are shown to the person;
    ``"banned": false`` lifts the ban.
    """

    kind = "ban"

    def __init__(self, item, person, banned=True, until=None):
        super().__init__(item, person)
        self.banned, self.until = banned, until

    @classmethod
    def read(cls, asker, item, sent):
        if not isinstance(item, Space):
            raise BadInput(_("You can only ban people from a space."))
        only(sent, "person", "banned", "until")
        person = account_named(asker, sent, "person").id
        return cls(item, person, flag_named(sent, "banned", True), until_of(sent.get("until"), asker.zone))

    def check(self, viewer):
        if not (self.banned and members.may_end_memberships(viewer, self.item)):
            require_of(viewer, Permission.MANAGE, self.item)
        if self.banned:
            bans.check_may_ban(viewer, self.item, self.person)
            bans.check_ban(self.item, self.person, self.until, viewer.now)
        else:
            members.check_active(viewer, self.item)
            bans.check_is_banned(self.item, self.person)

    def overlay(self, viewer):
        record = copy_of(self.item.record)
        record.bans.pop(self.person, None)
        if self.banned:
            record.bans[self.person] = Ban(viewer.now, self.until, self.comment, viewer.person.id)
        return Overlay(site_of(self.item), [record], self.item)

    def requires_comment(self, _viewer):
        return self.banned

    def requires_rule(self, _viewer):
        return self.banned

    def perform(self, _viewer, act, notify):
        notify(
            bans.ban(act, self.item, self.person, self.until)
            if self.banned
            else bans.lift_ban(act, self.item, self.person)
        )

    def fields(self, people):
        return {
            "person": login_of(people, self.person),
            "banned": self.banned,
            **terms(people, self.until, members.STAYS),
        }
