"""Sign up: the form, and the page behind the link in the email."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.security import NO_PERMISSION_REQUIRED

from moothall.core.base.errors import BadInput, Conflict, InvalidField, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.people.authentication import origin_of, stay_logged_in
from moothall.people.email_rate_limit import count_email
from moothall.people.passwords import check_new_password
from moothall.people.pending_verifications import SIGN_UP
from moothall.people.schema import ConfirmSchema, SignUpSchema
from moothall.people.signup import confirm_account, free_login, request_account
from moothall.people.views.links import CheckInboxPage, LinkPage
from moothall.ui.forms.page import FormPage
from moothall.web.redirects import safe_path


class SignUpPage(FormPage):
    """``/sign-up``: answered the same way whether or not the address is known; it is not looked up here."""

    title = _("Create an account")
    lead = _("With an account you can take part: reply, join workspaces and share what you know.")
    button = _("Send me a link")

    def __init__(self, context, request):
        super().__init__(context, request)
        if not request.signup_url:
            raise NotFound()

    def schema(self):
        return SignUpSchema()

    def values(self):
        # People who come from a link, such as an invitation, find the address filled in and return afterwards.
        asked = self.request.GET
        return {"came_from": safe_path(self.request, asked.get("came_from"), ""), "email": asked.get("email", "")[:254]}

    def submit(self, values):
        request = self.request
        password = values["password"]
        check_password_of(values)
        count_email(request, values["email"])
        # The work is the same for a known address: the input is hashed and stored, and the email decides.
        hashed = request.registry.moothall_passwords.hash(password)
        request_account(
            request.site, request.people, request.now, values, hashed, request.locale_name, origin_of(request)
        )
        return HTTPSeeOther("/mail-sent")


def check_password_of(values):
    """Reject a password that is easy to guess, at its field."""
    try:
        check_new_password(values["password"], values.get("login", ""), values.get("name", ""), values.get("email", ""))
    except BadInput as error:
        raise InvalidField("password", error.message) from None


class ConfirmPage(LinkPage):
    """``/confirm-account/<token>``: the button creates the account, since email programs open links too."""

    title = _("Confirm your account")
    lead = _("One last thing: enter your password, so that no one else can create an account with your email address.")
    button = _("Confirm and log in")
    kind = SIGN_UP
    again = "/sign-up"

    def schema(self):
        return ConfirmSchema()

    def values(self):
        data = self.verification.data
        return {"token": self.token, "login": free_login(self.request.people, data["login"] or data["name"])}

    def submit(self, values):
        request = self.request
        if not request.registry.moothall_passwords.matches(self.verification.data["password"], values["password"]):
            raise InvalidField("password", _("That is not the password you chose when you signed up."))
        if request.people.is_taken(values["login"]):
            free = free_login(request.people, values["login"])
            raise InvalidField("login", _("That username is taken. “${login}” is free.", mapping={"login": free}))
        came_from = self.verification.data["came_from"]
        try:
            account = confirm_account(request.site, request.people, request.now, self.verification, values["login"])
        except Conflict as error:
            raise BadInput(error.message) from None
        target = safe_path(request, came_from)
        if "?" not in target and "#" not in target:
            return self.say_at(f"{target}?said=welcome", account.id, stay_logged_in(request, account))
        return HTTPSeeOther(target, headers=stay_logged_in(request, account))


def includeme(config):
    config.add_unlocked_views("sign-up", "confirm-account")
    for view, name in ((SignUpPage, "sign-up"), (ConfirmPage, "confirm-account")):
        config.add_page(
            view, name, context=Root, template="moothall.ui:templates/form.pt", permission=NO_PERMISSION_REQUIRED
        )
    config.add_view(
        CheckInboxPage,
        attr="show",
        name="mail-sent",
        context=Root,
        request_method="GET",
        renderer="moothall.people:templates/mail-sent.pt",
        permission=NO_PERMISSION_REQUIRED,
    )
    config.add_status_messages({"welcome": _("Your account is ready and you are logged in. Welcome!")})
