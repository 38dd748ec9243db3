"""The list of members, filtered by name and role, and changed in place."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.access import roles as R
from moothall.core.access.log_events import MEMBERSHIP
from moothall.core.base.collation import folded
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.space import join_requests, members
from moothall.space.components import MemberRow
from moothall.space.role_labels import ROLE_WORDS
from moothall.space.schema import MemberSchema
from moothall.space.undo import about_person, roles_message, undo_of
from moothall.space.views.people.base import FORM_ERRORS, PeopleView, add_people_page
from moothall.ui.forms.choice_conflicts import choices_basis
from moothall.ui.layout.components import Chip, Empty
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.pagination import PEOPLE, list_page, pages_of

PAGE_SIZE = 50
TYPED = ("person", "until", "sponsor")


class MembersPage(PeopleView):
    """People who are logged in and may read the space see its members; facilitators change them."""

    schema = MemberSchema

    def show(self, error="", typed=None, changing=None):
        """Show the list; ``typed`` are the values of the form to add a person, ``changing`` is the form of one row."""
        space = self.context
        if self.viewer.counts_as_visitor(space):
            return self.people_page(
                _("People"),
                guest=True,
                manages=False,
                members=[],
                pages=None,
                empty=None,
                roles_here=[],
                asked="",
                role="",
                asking="",
            )
        manages = self.manages
        rows = members.members(space, self.request.now)
        found = self._filtered(rows)
        page = list_page(self.request, found, PAGE_SIZE)
        changing = changing or (self._changing(rows) if manages else None)
        return self.people_page(
            _("People"),
            guest=False,
            manages=manages,
            changing=changing,
            members=[self._row(row, manages or self.ends_memberships, changing) for row in page.items],
            pages=pages_of(self.request, page, PEOPLE) if found else None,
            empty=None
            if found
            else Empty(
                self.translate(_("No members found")),
                action=Action(self.translate(_("Show everyone")), self.url(space, "people")),
            ),
            asked=self._asked,
            role=self._role,
            roles_here=self._roles_here(rows),
            error=error,
            asking=self._asking() if manages else "",
            typed=typed or dict.fromkeys(TYPED, ""),
            effect_url=self._effect_url(),
            roles=self.role_choices(typed["roles"] if typed else (R.MEMBER,)) if manages else [],
        )

    @property
    def _asked(self):
        return self.request.GET.get("name", "").strip()[:100]

    @property
    def _role(self):
        role = self.request.GET.get("role", "")
        return role if role in R.SPACE_ROLES else ""

    def _filtered(self, rows):
        if self._role:
            rows = [row for row in rows if self._role in row.roles]
        if self._asked:
            wanted = folded(self._asked)
            rows = [row for row in rows if wanted in folded(self.request.names.name(row.person))]
        return rows

    def _roles_here(self, rows):
        """Return a link for each role that members have, with their number."""
        counts = {role: sum(role in row.roles for row in rows) for role in reversed(R.SPACE_ROLES)}
        return [
            Link(self.translate(ROLE_WORDS[role]), role, role == self._role, count)
            for role, count in counts.items()
            if count
        ]

    def _asking(self):
        """Return a text with the number of requests that wait for an answer."""
        count = len(join_requests.requests_of(self.context))
        if not count:
            return ""
        return self.request.localizer.pluralize(
            "${n} person has requested to join.",
            "${n} people have requested to join.",
            count,
            domain="moothall",
            mapping={"n": count},
        )

    def _row(self, row, manages, changing):
        note = (
            self.translate(_("Sponsor: ${name}", mapping={"name": self.request.names.name(row.sponsor)}))
            if row.sponsor is not None
            else ""
        )
        banned = members.ban_of(self.context, row.person, self.request.now) if manages else None
        return MemberRow(
            self.request.names(row.person),
            self.roles_text(row.roles),
            self.clock.since(row.since),
            self.end_text(row.until),
            self._actions(row) if manages else [],
            note,
            Chip(self.translate(_("Banned")), "closed") if banned else None,
            changing if changing is not None and changing["id"] == row.person else None,
        )

    def _actions(self, row):
        if not set(row.roles) <= self.viewer.roles(self.context):
            return []
        translate, name = self.translate, self.request.names.name(row.person)
        remove = Action(
            translate(_("Remove")),
            self.people_url(row.person, "remove"),
            kind="danger",
            title=translate(_("Remove ${name}", mapping={"name": name})),
        )
        if not self.manages:
            return [remove]
        change = Action(
            translate(_("Change")),
            self.people_url(change=row.person, anchor="change"),
            title=translate(_("Change ${name}", mapping={"name": name})),
        )
        return [change, remove]

    def _changing(self, rows):
        """Return the form of the row that the address requests to edit."""
        asked = self.request.GET.get("change", "")
        row = next((one for one in rows if one.person == asked and self._actions(one)), None)
        return self.form_of(row) if row is not None else None

    def form_of(self, row, error="", typed=None):
        """Return the values of the form in place of a row."""
        typed = typed or {
            "roles": row.roles,
            "sponsor": self.login_of(row.sponsor),
            "reason": "",
            "until": self.clock.end_date(row.until).isoformat() if row.until else "",
        }
        ban = self.url(self.context, "people", "bans", query={"who": row.person})
        return {
            "id": row.person,
            "basis": choices_basis(self.terms_of(row)),
            "error": error,
            "typed": typed,
            "roles": self.role_choices(typed["roles"]),
            "effect": self._effect_url(person=self.login_of(row.person)),
            "url": self.people_url(row.person),
            "cancel": self.people_url(),
            "ban": ban,
            "name": self.request.names.name(row.person),
        }

    def terms_of(self, row):
        """Return the values of a membership that its form replaces."""
        least = members.minimal_roles(row.roles)
        return {
            **{role: role in least for role in R.SPACE_ROLES},
            "until": self.clock.end_date(row.until).isoformat() if row.until else "",
            "sponsor": self.login_of(row.sponsor),
        }

    def _effect_url(self, **query):
        """Return the address at which a script requests the effect of the form."""
        return self.url(self.context, "affected.txt", query={"kind": "member", **query})

    def add(self):
        """Handle POST: add a member by username, or change the roles of one."""
        self.require_manager()
        posted = self.request.POST
        typed = {name: posted.get(name, "") for name in TYPED} | {"roles": posted.getall("roles")}
        try:
            if posted.get("do") == "affected":
                return HTTPSeeOther(self.affected_url(self.account_of(typed["person"]).login))
            values = authoring.check(MemberSchema().bind(request=self.request), typed)
            person, roles = self.account_of(values["person"]).id, members.minimal_roles(values["roles"])
            members.check_may_change(self.viewer, self.context, person, roles, values["until"])
            change = members.set_member(
                self.request.act(), self.context, person, roles, values["until"], self.sponsor_of(values["sponsor"])
            )
        except FORM_ERRORS as error:
            return self.show(self.refused(error), typed)
        self.request.registry.notify(change)
        return self.back("member-added", self.context, "people", who=person)


def includeme(config):
    add_people_page(config, MembersPage, "", "people", post="add")
    removed = about_person(_("${name} is no longer a member."), _("The person is no longer a member."))
    config.add_status_messages({"member-added": roles_message, "member-removed": removed}, undo=undo_of(MEMBERSHIP))
