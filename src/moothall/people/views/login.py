"""Logging in and out."""

from urllib.parse import quote

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.security import NO_PERMISSION_REQUIRED

from moothall.core.base.errors import TooManyRequests, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.people.authentication import authenticate, log_in, log_out
from moothall.ui.layout.components import Resend
from moothall.ui.page import View
from moothall.web import csrf, unsent_forms
from moothall.web.error_responses import shown_fields
from moothall.web.redirects import safe_path


class LoginPage(View):
    """``/login``: one form, answered the same way for known and unknown people."""

    def show(self, error="", login="", form=None):
        came_from = safe_path(self.request, self.request.params.get("came_from"))
        sign_up = f"/sign-up?came_from={quote(came_from)}" if came_from != "/" else "/sign-up"
        return self.page(
            _("Log in"),
            "narrow",
            sign_up_url=sign_up,
            error=error,
            login=login,
            came_from=came_from,
            unsent=form.dump() if form is not None else "",
            token=self.request.form_token(),
        )

    def send(self):
        posted = self.request.POST
        login, form = (
            posted.get("login", ""),
            unsent_forms.loaded(self.request, posted.get(unsent_forms.UNSENT_FIELD, "")),
        )
        if form is not None and "login" not in posted:
            # The page of a refused form sends all input here.
            return self.show(form=form)
        try:
            account = authenticate(self.request, login, posted.get("password", ""))
        except (Unauthorized, TooManyRequests) as error:
            self.request.response.status_int = error.status if isinstance(error, TooManyRequests) else 422
            if error.retry_after is not None:
                self.request.response.headers["Retry-After"] = str(error.retry_after)
            return self.show(self.translate(error.message), login, form)
        headers = log_in(self.request, account)
        if form is not None and form.writer == account.id:
            return self._continue(account, headers, form)
        target = safe_path(self.request, posted.get("came_from"))
        return HTTPSeeOther(target, headers=headers)

    def _continue(self, account, headers, form):
        """Return to the form with all input; this is only called for the person who wrote it."""
        unsent_forms.continue_as(self.request, account, headers)
        self.viewer = self.request.viewer
        fields = [(csrf.FIELD, self.request.form_token()), (unsent_forms.AGAIN_FIELD, "1"), *form.fields]
        label = self.translate(_("Continue with the form"))
        values = self.page(
            _("You are logged in"),
            "narrow",
            form=Resend(form.action, label, fields, at_once=True),
            kept=shown_fields(form.fields),
        )
        response = render_to_response("moothall.people:templates/unsent.pt", values, self.request)
        response.headers.extend(headers)
        response.headers["Cache-Control"] = "no-store"
        return response


class Logout(View):
    """POST ``/logout``: ends the session of this browser."""

    def send(self):
        return self.say_at("/?said=logged-out", headers=log_out(self.request))


def includeme(config):
    config.add_unlocked_views("login")
    # At the root only: a view without a permission would reveal that a hidden item exists.
    template = "moothall.people:templates/login.pt"
    config.add_page(LoginPage, "login", context=Root, template=template, permission=NO_PERMISSION_REQUIRED)
    config.add_view(
        Logout, attr="send", name="logout", context=Root, request_method="POST", permission=NO_PERMISSION_REQUIRED
    )
    config.add_status_messages(
        {"logged-out": _("You are logged out."), "logged-out-everywhere": _("You are logged out everywhere.")}
    )
