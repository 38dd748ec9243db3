"""``<space>/people?at=DATE``: the members of a space on a date, for people who manage it.

The page is read-only.
"""

from moothall.core.access import space_policies as D
from moothall.core.access.permissions import Permission
from moothall.core.authorization.history import PastSite, moment_of
from moothall.core.base.dates import typed_date
from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.base.zones import name_of
from moothall.core.operations import authoring
from moothall.space.components import MemberRow
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.space.members import members_in
from moothall.space.role_labels import ROLE_WORDS
from moothall.ui.badges import chip_of
from moothall.ui.page import View


class PastMembersPage(View):
    """The members, settings and state of a space at the end of a day, from the event log."""

    def show(self):
        authoring.require(self.request, Permission.MANAGE, self.context)
        day, moment = self._asked()
        record = PastSite(self.request.site, moment).record(self.context.uid)
        if record is None:
            raise NotFound(_("The space did not exist on that day."))
        translate = self.translate
        rows = [self._row(row) for row in members_in(record, moment)]
        banned = [(self.request.names(person), ban.reason) for person, ban in record.bans.items() if ban.holds(moment)]
        policies = [
            (translate(title), translate(values.get(record.policies.get(name), "")))
            for name, (title, values) in D.POLICIES.items()
        ]
        return self.page(
            _("People on ${date}", mapping={"date": self.clock.day(day)}),
            "page",
            space=space_head(self, "people"),
            members=rows,
            banned=banned,
            facts=policies,
            day=day.isoformat(),
            zone=name_of(self.clock.zone),
            chip=chip_of(self.request, "space", record.state, self.context.uid),
        )

    def _asked(self):
        day = typed_date(self.request.GET["at"])
        return day, min(moment_of(day.isoformat(), self.clock.zone), self.request.now)

    def _row(self, row):
        translate = self.translate
        until = translate(_("until ${date}", mapping={"date": self.clock.end(row.until)})) if row.until else ""
        return MemberRow(
            self.request.names(row.person),
            ", ".join(translate(ROLE_WORDS[role]) for role in row.roles),
            self.clock.since(row.since),
            until,
            [],
        )


def includeme(config):
    config.add_view(
        PastMembersPage,
        attr="show",
        name="people",
        context=Space,
        request_method="GET",
        request_param="at",
        below="",
        asks=Permission.MANAGE,
        renderer="moothall.audit:templates/past_members.pt",
    )
