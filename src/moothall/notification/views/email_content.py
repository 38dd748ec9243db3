"""``<space>/email-content``: whether emails about a private space may contain titles and texts."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.notification.content_setting import is_private, set_email_content
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View

NAME = "email-content"
TITLE = _("Content of emails")


class EmailContentPage(View):
    """Two choices, each with what it means."""

    def __init__(self, context, request):
        super().__init__(context, request)
        authoring.require(request, Permission.MANAGE, context)

    def show(self):
        return self.page(
            TITLE,
            "narrow",
            space=space_head(self),
            post_url=self.url(self.context, NAME),
            private=is_private(self.context),
            allowed=self.context.emails_with_content,
        )

    def save(self):
        allowed = self.request.POST.get("allowed", "")
        if allowed not in ("yes", "no"):
            raise BadInput()
        set_email_content(self.request.act(), self.context, allowed == "yes")
        return self.back("email-content-saved", self.context, NAME)


def _link(view):
    if not is_private(view.context) or not view.viewer.allowed(Permission.MANAGE, view.context):
        return None
    return Action(view.translate(TITLE), view.url(view.context, NAME))


def includeme(config):
    template = "moothall.notification:templates/email-content.pt"
    config.add_page(EmailContentPage, NAME, context=Space, template=template, post="save", asks=Permission.MANAGE)
    config.add_panel("space actions", NAME, _link, order=18)
    config.add_status_messages({"email-content-saved": _("Saved. It applies to all emails from now on.")})
