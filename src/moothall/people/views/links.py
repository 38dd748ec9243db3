"""Pages behind a link in an email: they show a form, and act when its button is pressed.

Programs that scan emails open every link, so opening a page changes nothing.
"""

from pyramid.renderers import render_to_response

from moothall.core.base.i18n import _
from moothall.people.pending_verifications import verifications_of
from moothall.ui.forms.page import FormPage
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View


class CheckInboxPage(View):
    """``/mail-sent``: the same text for known and unknown people, and for who opens the page without asking."""

    def show(self):
        return self.page(_("Check your email"), "narrow")


class LinkPage(FormPage):
    """Subclasses set the ``kind`` of pending verification, and ``again``, the page to request a new link."""

    segments = 1
    kind = ""
    again = "/"

    def __init__(self, context, request):
        super().__init__(context, request)
        # The token in the address must not reach other sites as a referrer.
        request.response.headers["Cache-Control"] = "no-store"
        request.response.headers["Referrer-Policy"] = "no-referrer"
        self.token = request.POST.get("token", "") if request.method == "POST" else "/".join(request.subpath)
        self.verification = verifications_of(request.people).find(self.token, self.kind, request.now)

    @property
    def action(self):
        # The address has no token: the form contains it.
        return f"/{self.request.view_name}"

    def values(self):
        return {"token": self.token}

    def show(self):
        return super().show() if self.is_open() else self._void()

    def send(self):
        return super().send() if self.is_open() else self._void()

    def _is_used(self):
        return verifications_of(self.request.people).is_used(self.token, self.kind, self.request.now)

    def is_open(self):
        """Return True if the request behind the link can still be confirmed."""
        return self.verification is not None

    def _void(self):
        if self._is_used():
            # As with a double click: the request behind the link was confirmed before.
            return self._rendered(_("This has already been done."), Action(self.translate(_("Log in")), "/login"), True)
        return self._rendered(_("This link no longer works"), Action(self.translate(_("Get a new link")), self.again))

    def _rendered(self, title, again, is_done=False):
        response = render_to_response(
            "moothall.people:templates/void-link.pt",
            self.page(title, "narrow", again=again, is_done=is_done),
            self.request,
        )
        response.status_int = 410
        response.headers["Cache-Control"] = "no-store"
        return response
