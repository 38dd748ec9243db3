"""``schedule`` of an item: list, schedule and cancel transitions."""

from datetime import datetime, timedelta

import colander

from moothall.core.base.errors import BadInput, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.base.zones import instant, name_of
from moothall.core.content.items import Item
from moothall.core.content.schema import DateType, ZoneType
from moothall.core.operations import authoring
from moothall.core.work.schedule import visible_schedule
from moothall.scheduling import content
from moothall.scheduling.sentences import schedule_sentence
from moothall.space.header import space_head
from moothall.ui.forms.field_errors import field_errors
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View
from moothall.ui.rule_choice import RULE, cited_act, rule_choice
from moothall.ui.status_messages import about_item


class ScheduleSchema(colander.Schema):
    """Transition, time and reason.

    ``zone`` is the time zone that the form named: that of the person may have changed since.
    """

    step = colander.SchemaNode(colander.String(), title=_("Action"), validator=colander.Length(max=100))
    day = colander.SchemaNode(DateType(), title=_("Date"))
    time = colander.SchemaNode(colander.Time(), title=_("Time"))
    zone = colander.SchemaNode(ZoneType(), title=_("Time zone"), missing=None)
    reason = colander.SchemaNode(colander.String(), title=_("Reason"), missing="")


class SchedulePage(View):
    """The schedule, for people who may perform a transition or see what is scheduled."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.person.id is None:
            raise Unauthorized()
        self.possible = (
            content.schedulable_transitions(self.viewer, context) if context.review_state is not None else []
        )
        if not self.possible and not visible_schedule(self.viewer, context):
            raise NotFound()

    def show(self, error="", typed=None):
        mine = {one.id for one in self.possible}
        tomorrow = self.clock.today + timedelta(days=1)
        typed = typed or {
            "step": "",
            "day": tomorrow.isoformat(),
            "time": "09:00",
            "zone": name_of(self.clock.zone),
            "reason": "",
            RULE: "",
        }
        return self.page(
            _("Scheduled actions: ${title}", mapping={"title": self.translate(self.context.title)}),
            "narrow",
            space=space_head(self),
            error=error,
            plans=[self._row(planned, mine) for planned in visible_schedule(self.viewer, self.context)],
            steps=[(one.id, self.translate(_(one.title)), one.needs_reason) for one in self.possible],
            typed=typed,
            rules=rule_choice(self, [self.context], typed[RULE], required=False, sometimes=True)
            if any(one.restricts for one in self.possible)
            else None,
        )

    def _row(self, planned, mine):
        return {
            "key": planned.key,
            "sentence": schedule_sentence(self, planned),
            "mine": planned.step in mine or planned.by == self.request.person.id,
        }

    def send(self):
        posted = self.request.POST
        if "back" in posted:
            content.cancel(self.viewer, self.request.act(), self.context, posted["back"])
            return self.back("plan-taken-back", self.context, "schedule")
        typed = {name: posted.get(name, "") for name in ("step", "day", "time", "zone", "reason", RULE)}
        try:
            values = authoring.check(ScheduleSchema(), typed)
            zone = values["zone"] or self.clock.zone
            at = instant(datetime.combine(values["day"], values["time"]), zone)
            planned = content.schedule_transition(
                self.viewer, cited_act(self.request, values["reason"]), self.context, values["step"], at
            )
        except authoring.InvalidFields as error:
            return self._again(field_errors(self.translate, ScheduleSchema(), error), typed)
        except BadInput as error:
            return self._again(error.message, typed)
        return self.back("planned", self.context, "schedule", key=planned.key)

    def _again(self, sentence, typed):
        self.request.response.status_int = 422
        return self.show(self.translate(sentence), typed)


def includeme(config):
    template = "moothall.scheduling:templates/schedule.pt"
    config.add_page(SchedulePage, "schedule", context=Item, template=template)
    config.add_status_messages(
        {
            "planned": about_item(
                _("Action for “${title}” scheduled. It happens at that time unless something prevents it.")
            )
        },
        undo=_undo_planned,
    )
    config.add_status_messages({"plan-taken-back": about_item(_("Scheduled action for “${title}” cancelled."))})


def _undo_planned(view):
    """Return the button to cancel what was just scheduled, or ``None`` if that is over."""
    key = view.request.GET.get("key", "")
    if not any(one.key == key for one in visible_schedule(view.viewer, view.context)):
        return None
    return Action(view.translate(_("Undo")), view.url(view.context, "schedule"), post=True, name="back", value=key)
