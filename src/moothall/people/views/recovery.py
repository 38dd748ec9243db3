"""Reset a forgotten password."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.security import NO_PERMISSION_REQUIRED

from moothall.core.base.errors import BadInput, InvalidField
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.people.authentication import origin_of
from moothall.people.email_rate_limit import count_email
from moothall.people.pending_verifications import RESET
from moothall.people.recovery import account_for, request_password_reset, set_forgotten_password
from moothall.people.schema import NewPasswordSchema, ResetSchema
from moothall.people.views.links import LinkPage
from moothall.ui.forms.page import FormPage


class ResetPage(FormPage):
    """``/forgotten-password``: answered the same way for known and unknown people; nothing is looked up here."""

    title = _("Forgotten your password?")
    lead = _("We will send a link to the email address of your account. Use it to choose a new password.")
    button = _("Send me a link")

    def schema(self):
        return ResetSchema()

    def submit(self, values):
        request = self.request
        count_email(request, values["asked"])
        request_password_reset(request.site, request.people, request.now, values["asked"], origin_of(request))
        return HTTPSeeOther("/mail-sent")


class NewPasswordPage(LinkPage):
    """``/new-password/<token>``."""

    title = _("Choose a new password")
    lead = _("This ends all earlier sessions, here and on other devices.")
    button = _("Use this password")
    kind = RESET
    again = "/forgotten-password"

    def schema(self):
        return NewPasswordSchema()

    def is_open(self):
        return super().is_open() and self._account is not None

    @property
    def _account(self):
        return account_for(self.request.people, self.verification)

    def submit(self, values):
        request = self.request
        try:
            set_forgotten_password(
                request.site, request.people, request.now, self.verification, self._account, values["password"]
            )
        except BadInput as error:
            raise InvalidField("password", error.message) from None
        return self.say_at("/login?said=password-chosen")


def includeme(config):
    config.add_unlocked_views("new-password")
    for view, name in ((ResetPage, "forgotten-password"), (NewPasswordPage, "new-password")):
        config.add_page(
            view, name, context=Root, template="moothall.ui:templates/form.pt", permission=NO_PERMISSION_REQUIRED
        )
    config.add_status_messages({"password-chosen": _("Password changed. You can log in with it now.")})
