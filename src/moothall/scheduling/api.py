"""``@schedule``: list, schedule and cancel transitions of an item."""

from datetime import UTC, datetime

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.work.schedule import visible_schedule
from moothall.scheduling import content
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, act_of, text_of


class ScheduleService(Service):
    """The scheduled transitions that the person may see."""

    segments = 1

    def get(self):
        self.no_rest()
        return {
            "@id": self.url("@schedule"),
            "items": [self._plan(one) for one in visible_schedule(self.viewer, self.context)],
        }

    def post(self):
        self.no_rest()
        body = self.body()
        self.require_login()
        step = text_of(body, "transition", 100, required=True)
        act = act_of(self.request, body)
        planned = content.schedule_transition(self.viewer, act, self.context, step, _moment_of(body))
        self.request.response.status_int = 201
        return self._plan(planned)

    def delete(self):
        (key,) = self.rest() or ("",)
        self.require_login()
        content.cancel(self.viewer, self.request.act(), self.context, key)
        return self.nothing()

    def _plan(self, planned):
        account = self.request.people.by_id(planned.by)
        return {
            "@id": self.url("@schedule", planned.key),
            "id": planned.key,
            "transition": planned.step,
            "at": moment(planned.at),
            # Guests do not see login names.
            "person": account.login if account is not None and self.request.person.id is not None else None,
        }


def _moment_of(body):
    text = text_of(body, "at", 40, required=True)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(_("“at” must be a date and time like 2027-01-31T09:00:00Z.")) from None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def includeme(config):
    for method in ("get", "post", "delete"):
        config.add_service(ScheduleService, name="@schedule", attr=method, method=method.upper())
