"""``<space>/rules``: read and change the rules; ``<post>/report``: report a post."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.operations import authoring
from moothall.core.richtext import stored
from moothall.discussion.post import Post
from moothall.moderation.reports import check_may_report, report
from moothall.moderation.rules import space_of
from moothall.moderation.settings import ModerationSettings
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.ui.page import View
from moothall.ui.status_messages import about_item


class RulesPage(View):
    """The rules for all readers; people who manage the space add, change and remove them."""

    def show(self, error="", typed=("", "")):
        rules = self.request.site.rules
        own = rules.has_own(self.context)
        return self.page(
            _("Rules"),
            "text",
            space=space_head(self, "about"),
            rules=[
                (number, rule.id, self.translate(rule.title), self.translate(rule.text))
                for number, rule in enumerate(rules.of(self.context), 1)
            ],
            own=own,
            manages=self.viewer.allowed(Permission.MANAGE, self.context),
            post_url=self.url(self.context, "rules"),
            error=error,
            typed=typed,
        )

    def send(self):
        authoring.require(self.request, Permission.MANAGE, self.context)
        posted, rules = self.request.POST, self.request.site.rules
        do, words = posted.get("do", ""), (posted.get("title", ""), posted.get("text", ""))
        try:
            if do == "add":
                rules.add(self.context, *words)
            elif do == "change" and rules.has_own(self.context):
                rules.change(self.context, posted.get("id", ""), *words)
            elif do == "remove" and rules.has_own(self.context):
                rules.remove(self.context, posted.get("id", ""))
            else:
                raise BadInput()
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.message), words if do == "add" else ("", ""))
        return self.back("rules-saved", self.context, "rules")


class ReportPage(View):
    """Choose the rule that a post breaks, and say what is wrong."""

    def __init__(self, context, request):
        super().__init__(context, request)
        check_may_report(self.viewer, context)

    def show(self, error="", rule="", text=""):
        space = space_of(self.context)
        return self.page(
            _("Report a post"),
            "narrow",
            space=space_head(self),
            author=self.request.names(self.context.creator),
            post_text=stored(self.context.text),
            rules=[
                (number, one.id, self.translate(one.title), self.translate(one.text), one.id == rule)
                for number, one in enumerate(self.request.site.rules.of(space), 1)
            ],
            text=text,
            error=error,
            post_url=self.url(self.context, "report"),
        )

    def send(self):
        rule, text = self.request.POST.get("rule", ""), self.request.POST.get("text", "")
        threshold = settings_of(self.request.registry, ModerationSettings).report_threshold
        try:
            report(self.viewer, self.request.act(), self.context, rule, text, threshold, self.request.registry.notify)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.message), rule, text)
        return self.back("reported", self.context.__parent__)


def includeme(config):
    templates = "moothall.moderation:templates"
    config.add_page(RulesPage, "rules", context=Space, template=f"{templates}/rules.pt")
    config.add_page(ReportPage, "report", context=Post, template=f"{templates}/report.pt")
    config.add_status_messages(
        {
            "rules-saved": about_item(_("Rules of “${title}” saved.")),
            "reported": about_item(
                _("Post in “${title}” reported. The moderators will decide, and we will notify you of the decision.")
            ),
        }
    )
