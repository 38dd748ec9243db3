"""``/report-decisions/<token>``: what became of a report by someone without an account, and the appeal against it."""

from dataclasses import replace

from moothall.core.base.errors import BadInput, Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.moderation.appeals.appealing import check_can_appeal, lodge
from moothall.moderation.appeals.store import MAX_TEXT_LENGTH
from moothall.moderation.contacts import key_of_token
from moothall.moderation.log_events import DISMISSED
from moothall.moderation.statements.deadline import appeal_end
from moothall.ui.page import View

STATUS = {
    "waiting": _("Your appeal is waiting for a decision."),
    "granted": _("Your appeal was granted: the decision was reversed."),
    "refused": _("Your appeal was refused: the decision stays."),
}


class ReportDecisionPage(View):
    """The decision on a report, for those who have the link; POST appeals."""

    segments = 1

    def __init__(self, context, request):
        super().__init__(context, request)
        self.token = "/".join(request.subpath)
        self.key = key_of_token(request.people, self.token)
        if self.key is None:
            raise NotFound()
        self.post, self.event = self._find()

    def _find(self):
        """Return the reported post and the logged decision; None for what is gone or not decided."""
        site = self.request.site
        for uid, _report in site.reports.by(self.key):
            return site.uids.get(uid), None
        for uid, decided in site.reports.decided_by(self.key):
            return site.uids.get(uid), site.event_log.get(decided.event)
        return None, None

    def show(self, error="", typed=""):
        event = self.event
        is_seen = self.post is not None and self.viewer.sees(self.post)
        is_kept = event is not None and event.after == DISMISSED
        appeal = self.request.site.appeals.of(event.id, self.key) if event is not None else None
        if self.post is None:
            sentence = _("The post no longer exists.")
        elif event is None:
            sentence = _("The moderators have not decided yet.")
        else:
            kept, removed = _("The moderators have kept the post."), _("The moderators have removed the post.")
            sentence = kept if is_kept else removed
        found = self.page(
            _("Your report"),
            "narrow",
            sentence=self.translate(sentence),
            place=(self.url(self.post), self.post.__parent__.title) if is_seen else None,
            reason=event.reason if is_kept else "",
            appeal=appeal,
            status=self.translate(STATUS.get(appeal.status, "")) if appeal is not None else "",
            outcome=appeal.outcome.reason if appeal is not None and appeal.outcome is not None else "",
            can_appeal=is_kept and appeal is None and self._can_appeal(),
            until=self.clock.day(appeal_end(event)) if is_kept else "",
            post_url=self.url(self.context, "report-decisions", self.token),
            longest=MAX_TEXT_LENGTH,
            error=error,
            typed=typed,
        )
        # Visitors have no token on other pages.
        found["layout"].csrf_token = self.request.form_token()
        return found

    def send(self):
        if self.event is None or self.event.after != DISMISSED or self.post is None:
            raise NotFound()
        text = self.request.POST.get("text", "")
        act = replace(self.request.act(), person=self.key)
        try:
            lodge(self.viewer, act, self.post, self.event, text, self.request.registry.notify)
        except (BadInput, Conflict) as error:
            self.request.response.status_int = 422 if isinstance(error, BadInput) else error.status
            return self.show(self.translate(error.message), text)
        return self.back("appealed", self.context, "report-decisions", self.token)

    def _can_appeal(self):
        try:
            check_can_appeal(self.viewer, self.post, self.event, self.key)
        except Conflict:
            return False
        return True


def includeme(config):
    config.add_page(
        ReportDecisionPage,
        "report-decisions",
        context=Root,
        template="moothall.moderation:templates/report-decision.pt",
    )
