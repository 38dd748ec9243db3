"""``<space>/sanctions``: moderators warn and silence people, and take both back."""

from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_name
from moothall.core.operations import authoring
from moothall.moderation.sanctions.sanctioning import (
    check_may_sanction,
    lift_silence,
    require_to_sanction,
    silence,
    silences_in,
    warn,
    warning_named,
    warnings_in,
    withdraw_warning,
)
from moothall.moderation.word_rules.rules import is_moderator_of
from moothall.people.lookup import resolve_account
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.space.schema import SanctionSchema
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View
from moothall.ui.rule_choice import RULE, cited_act, rule_choice
from moothall.ui.status_messages import about_item

WARN, SILENCE_ = "warn", "silence"
TYPED = ("person", "until", "reason", "kind")


class SanctionsPage(View):
    """Warnings and silences; POST warns, silences, lifts or withdraws."""

    def __init__(self, context, request):
        super().__init__(context, request)
        require_to_sanction(self.viewer, context)

    def show(self, error="", typed=None):
        return self.page(
            _("Warnings and silences"),
            "text",
            space=space_head(self, "about"),
            silences=[self._silence(*pair) for pair in silences_in(self.context, self.request.now)],
            warnings=[self._warning(one) for one in warnings_in(self.context)],
            typed=typed or {"person": "", "until": "", "reason": "", "kind": WARN},
            rules=rule_choice(self, [self.context], self.request.params.get(RULE, "")),
            error=error,
            post_url=self.url(self.context, "sanctions"),
        )

    def send(self):
        posted = self.request.POST
        do = posted.get("do", "")
        typed = {name: posted.get(name, "") for name in TYPED}
        try:
            if do == "lift":
                done = lift_silence(self.request.act(), self.context, self._checked(posted.get("who", "")))
            elif do == "withdraw":
                event = warning_named(self.context, posted.get("warning", ""))
                self._checked(event.key)
                done = withdraw_warning(self.request.act(), self.context, event)
            else:
                done = self._sanction(typed)
        except (BadInput, Conflict, Forbidden) as error:
            self.request.response.status_int = error.status
            return self.show(self.translate(error.message), None if do in ("lift", "withdraw") else typed)
        self.request.registry.notify(done)
        return self.back("sanctions-saved", self.context, "sanctions")

    def _checked(self, person):
        check_may_sanction(self.viewer, self.context, person)
        return person

    def _sanction(self, typed):
        values = authoring.check(SanctionSchema().bind(request=self.request), typed)
        person = self._checked(resolve_account(self.request.people, values["person"]).id)
        act = cited_act(self.request, values["reason"].strip())
        if typed["kind"] == SILENCE_:
            return silence(act, self.context, person, values["until"])
        return warn(act, self.context, person)

    def _silence(self, person, one):
        until = self.clock.end(one.until) if one.until is not None else None
        return {
            "who": person,
            "someone": self.request.names(person),
            "reason": one.reason,
            "rule": self._rule(one.ground),
            "by": self.request.names(one.by),
            "moment": self.clock.moment(one.since),
            "until": self.translate(_("until ${date}", mapping={"date": until}))
            if until
            else self.translate(_("until it is lifted")),
        }

    def _warning(self, event):
        return {
            "id": uid_name(event.id),
            "someone": self.request.names(event.key),
            "reason": event.reason,
            "rule": self._rule(event.ground),
            "by": self.request.names(event.actor),
            "moment": self.clock.moment(event.at),
        }

    def _rule(self, ground):
        return f"{ground[0]}. {self.translate(_(ground[1]))}" if ground is not None else ""


def _link(view):
    if not is_moderator_of(view.viewer, view.context):
        return None
    return Action(view.translate(_("Warnings and silences")), view.url(view.context, "sanctions"))


def includeme(config):
    template = "moothall.moderation:templates/sanctions.pt"
    config.add_page(SanctionsPage, "sanctions", context=Space, template=template)
    config.add_panel("space actions", "sanctions", _link, order=17)
    config.add_status_messages({"sanctions-saved": about_item(_("Saved in “${title}”. The person has been notified."))})
