"""``<discussion>/slow-mode``: set or end the wait between two posts of a person."""

from datetime import date

from moothall.core.access.permissions import Permission
from moothall.core.base.dates import end_of_day
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.discussion.content import Discussion
from moothall.discussion.log_events import SLOW_MODE
from moothall.discussion.slow_mode import set_slow_mode, slow_mode_of
from moothall.space.header import space_head
from moothall.ui.event_undo import undo_button
from moothall.ui.page import View
from moothall.ui.status_messages import about_item

#: Seconds → text of the choice.
CHOICES = {
    0: _("Off"),
    60: _("1 minute"),
    300: _("5 minutes"),
    900: _("15 minutes"),
    3600: _("1 hour"),
    86400: _("1 day"),
}


class SlowModePage(View):
    """A choice of times, an end and a reason."""

    def __init__(self, context, request):
        super().__init__(context, request)
        authoring.require(request, Permission.MODERATE, context)

    def show(self, error="", reason="", until=""):
        now = slow_mode_of(self.context, self.request.now)
        chosen = now.seconds if now is not None else 0
        return self.page(
            _("Slow mode"),
            "narrow",
            space=space_head(self),
            about=self.context.title,
            url=self.url(self.context),
            post_url=self.url(self.context, "slow-mode"),
            choices=[(seconds, self.translate(text), seconds == chosen) for seconds, text in CHOICES.items()],
            reason=reason or (now.reason if now is not None else ""),
            until=until,
            error=error,
        )

    def send(self):
        posted = self.request.POST
        sent, reason, day = (posted.get(name, "") for name in ("seconds", "reason", "until"))
        try:
            seconds = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 8 else -1
            until = end_of_day(date.fromisoformat(day), self.request.site_zone) if day else None
            set_slow_mode(self.viewer, self.request.act(reason), self.context, seconds, until)
        except ValueError:
            return self._again(_("Enter a date like 2026-12-31."), reason, day)
        except BadInput as error:
            return self._again(error.message, reason, day)
        return self.back("slow-mode-set" if seconds else "slow-mode-off", self.context)

    def _again(self, message, reason, day):
        self.request.response.status_int = 422
        return self.show(self.translate(message), reason, day)


def _undo(view, act, event):
    set_slow_mode(view.viewer, act.because(act.reason or event.reason), view.context, event.before)


def includeme(config):
    config.add_page(
        SlowModePage,
        "slow-mode",
        context=Discussion,
        template="moothall.discussion:templates/slow-mode.pt",
        asks=Permission.MODERATE,
    )
    config.add_event_undo(SLOW_MODE, _undo, lambda view, _event: view.back("slow-mode-undone", view.context))
    config.add_status_messages(
        {
            "slow-mode-set": about_item(_("Slow mode of “${title}” is on.")),
            "slow-mode-off": about_item(_("Slow mode of “${title}” is off.")),
        },
        undo=lambda view: undo_button(view, SLOW_MODE) if isinstance(view.context, Discussion) else None,
    )
    config.add_status_messages({"slow-mode-undone": about_item(_("Undone. Slow mode of “${title}” is as before."))})
