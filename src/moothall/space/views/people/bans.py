"""Bans of a space: who is banned, why and until when; banning a person, and lifting a ban."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.access.log_events import BAN
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.space import bans, members
from moothall.space.repeated_changes import is_repeated
from moothall.space.schema import SanctionSchema
from moothall.space.undo import about_person, undo_of
from moothall.space.views.people.base import FORM_ERRORS, PeopleView, add_people_page
from moothall.ui.layout.components import Empty
from moothall.ui.rule_choice import RULE, cited_act, rule_choice

TYPED = ("person", "until", "reason")


class BansPage(PeopleView):
    """``people/bans``; POST bans, POST ``people/bans/<id>`` lifts a ban."""

    tab = "bans"
    schema = SanctionSchema

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_to_end_memberships()

    def show(self, error="", typed=None):
        if self.request.method == "GET" and self.rest(1):
            raise NotFound()
        found = bans.bans(self.context, self.request.now)
        typed = typed or {"person": self.login_of(self.request.GET.get("who")), "until": "", "reason": ""}
        return self.people_page(
            _("Banned"),
            rows=[self._row(*pair) for pair in found],
            error=error,
            typed=typed,
            rules=rule_choice(self, [self.context], self.request.params.get(RULE, "")),
            effect_url=self.url(self.context, "affected.txt", query={"kind": "ban"}),
            empty=None
            if found
            else Empty(
                self.translate(_("No one is banned")),
                self.translate(
                    _("If someone breaks the rules, you can ban them here, for a time or until you lift the ban.")
                ),
            ),
        )

    def send(self):
        words = self.rest(1)
        return self._lift(words[0]) if words else self._ban()

    def _ban(self):
        typed = {name: self.request.POST.get(name, "") for name in (*TYPED, RULE)}
        try:
            if self.request.POST.get("do") == "affected":
                return self._see_who(typed)
            values = authoring.check(SanctionSchema().bind(request=self.request), typed)
            person = self.account_of(values["person"]).id
            bans.check_may_ban(self.viewer, self.context, person)
            if bans.is_banned_already(
                cited_act(self.request, values["reason"].strip()), self.context, person, values["until"]
            ):
                return self.back("banned", self.context, "people", "bans", who=person)
            banned = bans.ban(cited_act(self.request, values["reason"].strip()), self.context, person, values["until"])
        except FORM_ERRORS as error:
            return self.show(self.refused(error), typed)
        self.request.registry.notify(banned)
        return self.back("banned", self.context, "people", "bans", who=person)

    def _see_who(self, typed):
        """Redirect to the preview of what the person would lose, without banning them."""
        asked = {**typed, "kind": "ban", "person": self.account_of(typed["person"].strip()).login}
        return HTTPSeeOther(
            self.url(self.context, "affected", query={name: value for name, value in asked.items() if value})
        )

    def _lift(self, person):
        try:
            members.check_active(self.viewer, self.context)
            if is_repeated(self.request.act(), self.context, BAN, person, None):
                return self.back("ban-lifted", self.context, "people", "bans", who=person)
            lifted = bans.lift_ban(self.request.act(), self.context, person)
        except (BadInput, *FORM_ERRORS) as error:
            return self.show(self.refused(error))
        self.request.registry.notify(lifted)
        return self.back("ban-lifted", self.context, "people", "bans", who=person)

    def _row(self, person, one):
        return {
            "someone": self.request.names(person),
            "reason": one.reason,
            "by": self.request.names(one.by),
            "moment": self.clock.moment(one.since),
            "until": self.end_text(one.until) or self.translate(_("until it is lifted")),
            "url": self.url(self.context, "people", "bans", person),
        }


def includeme(config):
    add_people_page(config, BansPage, "bans", "people-bans")
    config.add_status_messages(
        {
            "banned": about_person(
                _("${name} banned. They count as a visitor here and have been notified of the reason."),
                _("Person banned. They count as a visitor here and have been notified of the reason."),
            ),
            "ban-lifted": about_person(
                _("Ban of ${name} lifted. They have their previous roles again."),
                _("Ban lifted. The person has their previous roles again."),
            ),
        },
        undo=undo_of(BAN),
    )
