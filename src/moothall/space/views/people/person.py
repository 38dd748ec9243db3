"""One member: changing roles, removing, banning."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.access import roles as R
from moothall.core.access.log_events import MEMBERSHIP
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.core.workflow.transition import MAX_REASON_LENGTH
from moothall.space import members
from moothall.space.content import Space
from moothall.space.given_access import RemainingAccess
from moothall.space.repeated_changes import is_repeated
from moothall.space.role_labels import ROLE_SENTENCES, ROLE_WORDS
from moothall.space.schema import MembershipSchema
from moothall.space.views.people.base import FORM_ERRORS, PeopleView
from moothall.space.views.people.members import MembersPage
from moothall.ui.forms.choice_conflicts import ChoiceConflict, check_unchanged
from moothall.ui.layout.components import Confirmation

#: Fields of a membership beside its roles.
TERMS = {"until": _("Until"), "sponsor": _("Sponsor")}


class PersonPages(PeopleView):
    """``people/<id>``, where the row of a member is changed, and ``people/<id>/remove``."""

    schema = MembershipSchema

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_to_end_memberships()
        self.person, self.do = (*request.subpath, "")[:2]
        self.row = members.member_of(context, self.person, request.now)
        is_sent_again = request.method == "POST" and self.do == "remove" and self._is_removed_already()
        if len(request.subpath) > 2 or self.do not in ("", "remove") or (self.row is None and not is_sent_again):
            raise NotFound()

    def show(self):
        if self.do == "":
            return HTTPSeeOther(self.people_url(change=self.person, anchor="change"))
        return self._ask_remove()

    def send(self):
        if self.do == "remove":
            return self._remove()
        return self._see_who() if self.request.POST.get("do") == "affected" else self._change()

    def _change(self):
        posted = self.request.POST
        typed = {
            "roles": posted.getall("roles"),
            **{name: posted.get(name, "") for name in ("until", "sponsor", "reason")},
        }
        try:
            values = authoring.check(
                MembershipSchema().bind(request=self.request),
                {name: typed[name] for name in ("roles", "until", "sponsor")},
            )
            roles = members.minimal_roles(values["roles"])
            members.check_may_change(self.viewer, self.context, self.person, roles, values["until"])
            page, least = MembersPage(self.context, self.request), members.minimal_roles(typed["roles"])
            mine = {role: role in least for role in R.SPACE_ROLES} | {name: typed[name] for name in TERMS}
            stored = page.terms_of(self.row)
            check_unchanged(self, stored, mine, ROLE_WORDS | TERMS, {name: stored[name] for name in TERMS})
            change = members.set_member(
                self._act(), self.context, self.person, roles, values["until"], self.sponsor_of(values["sponsor"])
            )
        except ChoiceConflict as error:
            merged = error.merged
            both = {name: merged[name] for name in TERMS}
            roles = [role for role in R.SPACE_ROLES if merged[role]]
            return self._again(error, {**typed, **both, "roles": roles})
        except FORM_ERRORS as error:
            return self._again(error, typed)
        self.request.registry.notify(change)
        return self.say_at(self.people_url(said="member-added", who=self.person))

    def _again(self, error, typed):
        """Show the form in the list again with the error, and with what was typed."""
        page = MembersPage(self.context, self.request)
        self.request.override_renderer = "moothall.space:templates/people.pt"
        return page.show(changing=page.form_of(self.row, self.refused(error), typed))

    def _see_who(self):
        """Redirect to the preview of who would gain and lose access, without changing anything."""
        return HTTPSeeOther(self.affected_url(self.login_of(self.person)))

    def _ask_remove(self, error="", reason=""):
        name = self.request.names.name(self.person)
        translate = self.translate
        left = self._left()
        is_last = members.is_last_owner(self.context, self.person, self.request.now)
        change = {"kind": "member", "person": self.login_of(self.person), "roles": ""}
        consequences = [
            translate(
                _(
                    "Will no longer apply: ${what}",
                    mapping={"what": " ".join(translate(ROLE_SENTENCES[role]) for role in self.row.roles)},
                )
            ),
            translate(_("What they wrote stays. We will notify them by email. You can add them again.")),
            *(left.consequences() if left is not None else ()),
        ]
        question = Confirmation(
            self.people_url(self.person, "remove"),
            translate(
                _(
                    "${name} will no longer be a member of “${space}”.",
                    mapping={"name": name, "space": translate(self.context.title)},
                )
            ),
            translate(_("Remove")),
            self.people_url(),
            danger=True,
            consequences=consequences,
            choices=left.choices() if left is not None else [],
            choices_label=translate(_("They gave this access, and it stays. Select what to remove as well:")),
            reason_label=translate(_("Reason")),
            reason=reason,
            error=error or (translate(members.NO_OWNER) if is_last else ""),
            reason_help=translate(_("It is shown to the person concerned.")),
            **({} if is_last else self.effect(change)),
        )
        return self.people_page(translate(_("Remove ${name}", mapping={"name": name})), question=question)

    def _is_removed_already(self):
        return self.row is None and is_repeated(self.request.act(), self.context, MEMBERSHIP, self.person, ())

    def _remove(self):
        act = self._act()
        if self._is_removed_already():
            return self.say_at(self.people_url(said="member-removed", who=self.person))
        try:
            members.check_may_change(self.viewer, self.context, self.person, ())
            left = self._left()
            changes = left.revoke(act, set(self.request.POST.getall("revoke"))) if left is not None else []
            changes.append(members.remove_member(act, self.context, self.person))
        except Conflict as error:
            return self._ask_remove(self.refused(error), act.reason)
        for change in changes:
            self.request.registry.notify(change)
        return self.say_at(self.people_url(said="member-removed", who=self.person))

    def _left(self):
        account = self.request.people.by_id(self.person)
        return RemainingAccess(self.request, self.context, account) if account is not None else None

    def _act(self):
        return self.request.act(self.request.POST.get("reason", "").strip()[:MAX_REASON_LENGTH])


def includeme(config):
    config.add_page(
        PersonPages,
        "people",
        context=Space,
        template="moothall.space:templates/people-question.pt",
        asks=Permission.MANAGE,
    )
