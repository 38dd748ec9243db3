"""The people of a space: the roster, requests to join, adding and removing members."""

from datetime import UTC, datetime, time

import colander

from moothall.core import authoring
from moothall.core import roles as R
from moothall.core.errors import Absent, BadInput
from moothall.core.i18n import _
from moothall.core.layout.parts import MemberRow
from moothall.core.layout.presenters import Action
from moothall.core.pages import View
from moothall.core.permissions import Permission
from moothall.core.schema import Words
from moothall.space import roster
from moothall.space.content import Space
from moothall.space.head import space_head
from moothall.space.words import ROLE_SENTENCES, ROLE_WORDS


class MemberSchema(colander.Schema):
    """Who becomes what until when."""

    person = colander.SchemaNode(Words(), title=_("Log-in"), validator=colander.Length(max=100))
    role = colander.SchemaNode(colander.String(), title=_("Role"), validator=colander.OneOf(R.SPACE_ROLES))
    until = colander.SchemaNode(colander.Date(), title=_("Until"), missing=None)


class RosterPage(View):
    """Signed-in people who may read the space see who is in it; facilitators change it."""

    def show(self, error="", typed=None):
        request, space = self.request, self.context
        if self.viewer.counts_as_guest(space):
            return self.page(_("People"), "page", space=space_head(self, "people"), members=[], requests=[], roles=[],
                             manages=False, guest=True, error="", typed={}, count=0)
        manages = self.viewer.allowed(Permission.MANAGE, space)
        rows = roster.members(space, request.now)
        held = self.viewer.roles(space)
        return self.page(
            _("People"), "page", space=space_head(self, "people"), members=[self._row(row, manages) for row in rows],
            requests=self._requests() if manages else [], manages=manages, guest=False, error=error,
            typed=typed or {}, count=len(rows),
            roles=[(role, self.translate(ROLE_WORDS[role]), self.translate(ROLE_SENTENCES[role]))
                   for role in R.SPACE_ROLES if role in held])

    def _row(self, row, manages):
        translate = self.translate
        actions = []
        if manages:
            name = self.request.names.name(row.person)
            actions = [
                Action(translate(_("Change")), self.url(self.context, "people", row.person)),
                Action(translate(_("Remove")), self.url(self.context, "people", row.person, "remove"), post=True,
                       kind="danger", title=translate(_("Remove ${name}", mapping={"name": name})))]
        until = translate(_("until ${date}", mapping={"date": self.clock.day(row.until.date())})) if row.until else ""
        return MemberRow(self.request.names(row.person),
                         ", ".join(translate(ROLE_WORDS[role]) for role in row.roles),
                         self.clock.since(row.since), until, actions)

    def _requests(self):
        return [(self.request.names(one.person), one.message, self.clock.moment(one.at), one.person)
                for one in roster.requests_of(self.context).values()]

    def add(self):
        """POST: add a member by log-in, or change what one holds."""
        authoring.require(self.request, Permission.MANAGE, self.context)
        typed = {name: self.request.POST.get(name, "") for name in ("person", "role", "until")}
        try:
            values = authoring.check(MemberSchema(), typed)
            account = self.request.people.by_login(values["person"])
            if account is None:
                raise BadInput(_("Nobody has the log-in “${login}”.", mapping={"login": values["person"]}))
            roster.check_may_change(self.viewer, self.context, account.id, [values["role"]])
            until = values["until"]
            if until is not None:
                until = datetime.combine(until, time(23, 59, 59), UTC)
            change = roster.set_member(self.request.act(), self.context, account.id, [values["role"]], until)
        except authoring.InvalidFields as error:
            titles = ", ".join(self.translate(node.title) for node in MemberSchema() if node.name in error.errors)
            self.request.response.status_int = 422
            return self.show(self.translate(_("Please check: ${fields}.", mapping={"fields": titles})), typed)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.sentence), typed)
        self.request.registry.notify(change)
        return self.back("member-added", self.context, "people")

    def member(self):
        """GET the form for one member; POST ``…/remove`` ends the membership, ``…/accept`` and ``…/decline`` answer."""
        authoring.require(self.request, Permission.MANAGE, self.context)
        account = self.request.people.by_id(self.request.subpath[0])
        if account is None:
            raise Absent()
        row = next((one for one in roster.members(self.context, self.request.now) if one.person == account.id), None)
        return self.show(typed={
            "person": account.login, "role": row.roles[0] if row else "member",
            "until": row.until.date().isoformat() if row and row.until else ""})

    def change(self):
        """POST on one person: ``remove``, ``accept`` or ``decline``."""
        authoring.require(self.request, Permission.MANAGE, self.context)
        person, do = (*self.request.subpath, "", "")[:2]
        act = self.request.act(self.request.POST.get("reason", ""))
        if do == "remove":
            roster.check_may_change(self.viewer, self.context, person, ())
            change, said = roster.remove_member(act, self.context, person), "member-removed"
        elif do in ("accept", "decline"):
            change = roster.answer_request(act, self.context, person, do == "accept")
            said = "member-added" if do == "accept" else "declined"
        else:
            raise BadInput()
        self.request.registry.notify(change)
        return self.back(said, self.context, "people")


def _show(context, request):
    page = RosterPage(context, request)
    return page.member() if request.subpath else page.show()


def _send(context, request):
    page = RosterPage(context, request)
    return page.change() if request.subpath else page.add()


def includeme(config):
    for view, method in ((_show, "GET"), (_send, "POST")):
        config.add_view(view, name="people", context=Space, request_method=method,
                        renderer="moothall.space:templates/people.pt")
    config.add_sentences({
        "member-added": _("The roster is changed; it holds at once."),
        "member-removed": _("The person is no longer a member."),
        "declined": _("The request is declined.")})
