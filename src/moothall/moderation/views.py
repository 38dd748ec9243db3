"""``<space>/rules``: read and change the rules."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
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
                rules.add(self.request.act(), self.context, *words)
            elif do == "change" and rules.has_own(self.context):
                rules.change(self.request.act(), self.context, posted.get("id", ""), *words)
            elif do == "remove" and rules.has_own(self.context):
                rules.remove(self.request.act(), self.context, posted.get("id", ""))
            else:
                raise BadInput()
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.message), words if do == "add" else ("", ""))
        return self.back("rules-saved", self.context, "rules")


def includeme(config):
    templates = "moothall.moderation:templates"
    config.add_page(RulesPage, "rules", context=Space, template=f"{templates}/rules.pt")
    config.add_status_messages(
        {
            "rules-saved": about_item(_("Rules of “${title}” saved.")),
        }
    )
