"""``<post>/report``: report a post, with and without an account."""

from moothall.core.base.errors import BadInput, TooManyRequests
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.richtext import stored
from moothall.discussion.post import Post
from moothall.moderation.guests.reporting import check_may_report as check_guest
from moothall.moderation.guests.reporting import report_as_guest
from moothall.moderation.reports import check_may_report, report
from moothall.moderation.rules import space_of
from moothall.moderation.settings import ModerationSettings
from moothall.space.header import space_head
from moothall.ui.page import View
from moothall.ui.status_messages import about_item

#: Fields of a report without an account, besides its text.
GUEST_FIELDS = ("name", "email", "waived", "sure")


class ReportPage(View):
    """Choose the rule that a post breaks, and say what is wrong."""

    def __init__(self, context, request):
        super().__init__(context, request)
        self.is_guest = request.person.id is None
        (check_guest if self.is_guest else check_may_report)(self.viewer, context)

    def show(self, error="", rule="", text=""):
        typed = self.request.POST
        space = space_of(self.context)
        found = self.page(
            _("Report a post"),
            "narrow",
            space=space_head(self),
            author=self.request.names(self.context.creator),
            post_text=stored(self.context.text),
            rules=[
                (number, one.id, self.translate(one.title), self.translate(one.text), one.id == rule)
                for number, one in enumerate(self.request.site.rules.of(space), 1)
            ],
            guest={name: typed.get(name, "") for name in GUEST_FIELDS} if self.is_guest else None,
            text=text,
            error=error,
            post_url=self.url(self.context, "report"),
        )
        # Visitors have no token on other pages.
        found["layout"].csrf_token = self.request.form_token()
        return found

    def send(self):
        rule, text = self.request.POST.get("rule", ""), self.request.POST.get("text", "")
        if self.is_guest:
            return self._send_as_guest(text)
        threshold = settings_of(self.request.registry, ModerationSettings).report_threshold
        try:
            report(self.viewer, self.request.act(), self.context, rule, text, threshold, self.request.registry.notify)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.message), rule, text)
        return self.back("reported", self.context.__parent__)

    def _send_as_guest(self, text):
        posted = self.request.POST
        sent = {name: posted.get(name, "") for name in ("name", "email", "text")}
        try:
            report_as_guest(self.request, self.context, sent, bool(posted.get("waived")), bool(posted.get("sure")))
        except (BadInput, TooManyRequests) as error:
            self.request.response.status_int = 422 if isinstance(error, BadInput) else error.status
            return self.show(self.translate(error.message), text=text)
        return self.back("reported-as-guest", self.context.__parent__)


def includeme(config):
    config.add_page(ReportPage, "report", context=Post, template="moothall.moderation:templates/report.pt")
    config.add_status_messages(
        {
            "reported-as-guest": about_item(
                _("Post in “${title}” reported. The moderators will decide. We send a receipt to your address.")
            ),
            "reported": about_item(
                _("Post in “${title}” reported. The moderators will decide, and we will notify you of the decision.")
            ),
        }
    )
