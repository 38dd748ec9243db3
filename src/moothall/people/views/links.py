"""Pages behind a link in a mail: they show a form, and do what it says when its button is pressed.

Programs that look through mails open every link; so no page here does anything when it is only opened.
"""

from pyramid.renderers import render_to_response

from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.people.pending_verifications import verifications_of
from moothall.ui.forms.page import FormPage
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View


class CheckInboxPage(View):
    """``/mail-sent``: the same words for known and unknown people."""

    def show(self):
        if self.request.subpath:
            raise NotFound()
        return self.page(_("Check your email"), "narrow")


class LinkPage(FormPage):
    """Subclasses say which ``kind`` of errand it is, and where to ask ``again`` when the link is void."""

    kind = ""
    again = "/"

    def __init__(self, context, request):
        super().__init__(context, request)
        # A token in an address goes no further than to this page.
        request.response.headers["Cache-Control"] = "no-store"
        request.response.headers["Referrer-Policy"] = "no-referrer"
        self.token = request.POST.get("token", "") if request.method == "POST" else "/".join(request.subpath)
        self.errand = verifications_of(request.people).find(self.token, self.kind, request.now)

    @property
    def action(self):
        # Without the token, which is in the form.
        return f"/{self.request.view_name}"

    def values(self):
        return {"token": self.token}

    def show(self):
        return super().show() if self.is_open() else self._void()

    def send(self):
        return super().send() if self.is_open() else self._void()

    def is_open(self):
        """Whether what the link is for can still be done."""
        return self.errand is not None

    def _void(self):
        response = render_to_response(
            "moothall.people:templates/void-link.pt",
            self.page(
                _("This link no longer works"),
                "narrow",
                again=Action(self.translate(_("Get a new link")), self.again),
            ),
            self.request,
        )
        response.status_int = 410
        response.headers["Cache-Control"] = "no-store"
        return response
