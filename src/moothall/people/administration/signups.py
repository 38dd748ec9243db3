"""``/admin/sign-ups``: people who have requested an account and not confirmed the email address yet."""

from moothall.administration.page import AdminPage
from moothall.administration.places import Administration
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.people.pending_verifications import SIGN_UP, verifications_in, verifications_of
from moothall.people.signup import pending_signups, send
from moothall.ui.layout.components import Empty


class SignUpsPage(AdminPage):
    """Oldest first; each can be sent its email again or deleted.  After a day they are deleted anyway."""

    tab = "people"

    def show(self):
        found = pending_signups(self.request.people, self.request.now)
        empty = Empty(
            self.translate(_("No sign-ups waiting")),
            self.translate(
                _("People who sign up get an email with a link. They are listed here until they open it.")
                if self.request.signup_url
                else _("Sign-up is turned off on this site. You can still add people yourself.")
            ),
        )
        return self.admin_page(
            _("Waiting for confirmation"),
            post_url=self.url(self.context, "sign-ups"),
            people_url=self.url(self.context, "people"),
            empty=empty if not found else None,
            rows=[
                {
                    "id": verification.id,
                    "name": verification.data["name"],
                    "address": verification.address,
                    "moment": self.clock.moment(verification.at),
                }
                for verification in found
            ],
        )

    def act(self):
        """Handle POST; ``do`` names the action."""
        posted, request = self.request.POST, self.request
        verification = verifications_of(request.people).get(posted.get("errand", ""), request.now)
        if verification is None or verification.kind != SIGN_UP:
            raise NotFound()
        if posted.get("do") == "send":
            send(request.site, verification, request.now)
            return self.back("mail-sent-again", self.context, "sign-ups")
        if posted.get("do") == "forget":
            verifications_in(request.people).drop(verification)
            return self.back("sign-up-forgotten", self.context, "sign-ups")
        raise BadInput()


def includeme(config):
    config.add_page(
        SignUpsPage,
        "sign-ups",
        context=Administration,
        template="moothall.people.administration:templates/sign-ups.pt",
        post="act",
    )
    config.add_status_messages(
        {
            "mail-sent-again": _("Email sent again, with a new link."),
            "sign-up-forgotten": _("Sign-up deleted. The link in the email no longer works."),
        }
    )
