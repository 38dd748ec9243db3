"""Login settings: password, email address, and the list of sessions."""

from moothall.core.base.errors import BadInput, InvalidField
from moothall.core.base.i18n import _
from moothall.people.account_log import note
from moothall.people.address import pending_address, request_address_change
from moothall.people.authentication import check_password, log_out_everywhere, origin_of, stay_logged_in
from moothall.people.content import People
from moothall.people.email_rate_limit import count_email
from moothall.people.log_events import NEW_PASSWORD
from moothall.people.notices import notify_owner
from moothall.people.own_page import OwnPage
from moothall.people.pending_verifications import ADDRESS, verifications_in
from moothall.ui.layout.components import Chip
from moothall.web import sessions
from moothall.web.security import has_bearer


class LoginsPage(OwnPage):
    """``/people/log-in``; in a POST, ``do`` names the action."""

    tab = "log-in"

    def show(self, problem=None, typed=""):
        account, people = self.request.account, self.request.people
        return self.own_page(
            _("Login and security"),
            problem,
            account=account,
            typed=typed,
            waiting=pending_address(people, account, self.request.now),
            logins=[self._row(name, session) for name, session in people.logins_of(account, self.request.now)],
        )

    def send(self):
        acts = {
            "password": self._password,
            "address": self._address,
            "withdraw": self._withdraw,
            "end": self._end,
            "end-others": self._end_others,
            "end-all": self._end_all,
        }
        act = acts.get(self.request.POST.get("do"))
        if act is None:
            raise BadInput()
        return act()

    def _password(self):
        posted, request, account = self.request.POST, self.request, self.request.account
        try:
            check_password(request, posted.get("password", ""))
            if posted.get("new_password") != posted.get("again"):
                raise InvalidField("again", _("The two passwords differ."))
            act = request.act(rule="own settings")
            request.people.set_password(act, account, posted.get("new_password", ""))
        except BadInput as error:
            return self.refused(error, "new_password")
        note(request.site, act, NEW_PASSWORD, account.id)
        notify_owner(request.site, request.people, act, account, "password", **origin_of(request))
        # Every other session ends with the old password; this one continues.
        return self._said("password", stay_logged_in(request, account))

    def _address(self):
        posted, request = self.request.POST, self.request
        typed = posted.get("email", "")
        try:
            check_password(request, posted.get("present", ""), "present")
            if not typed.strip():
                raise InvalidField("email", _("Enter an email address like name@example.org."))
            count_email(request, typed)
            request_address_change(
                request.site,
                request.people,
                request.act(),
                request.account,
                typed,
                request.locale_name,
                origin_of(request),
            )
        except BadInput as error:
            return self.refused(error, "email", typed=typed)
        return self._said("address-asked")

    def _withdraw(self):
        verifications_in(self.request.people).drop_for_person(self.request.account.id, ADDRESS)
        return self._said("address-withdrawn")

    def _end(self):
        self.request.people.sessions.end_named(self.request.account.id, self.request.POST.get("log_in", ""))
        return self._said("log-in-ended")

    def _end_others(self):
        people, account = self.request.people, self.request.account
        people.end_sessions(self.request.act(), account)
        return self._said("log-ins-ended", stay_logged_in(self.request, account))

    def _end_all(self):
        return self.say_at("/?said=logged-out-everywhere", headers=log_out_everywhere(self.request))

    def _row(self, name, session):
        own = name == self._own_name()
        return {
            "name": name,
            "device": self._device(session),
            "since": self.clock.moment(session.begun),
            "network": session.network,
            "until": self.clock.day(session.until),
            "chip": Chip(self.translate(_("This browser")), "published") if own else None,
        }

    def _device(self, session):
        if session.kind == sessions.COOKIE:
            return session.device or self.translate(_("Unknown device"))
        if not session.device:
            return self.translate(_("An app or script"))
        return self.translate(_("App or script: ${name}", mapping={"name": session.device}))

    def _own_name(self):
        token = None if has_bearer(self.request) else sessions.cookie_token(self.request)
        return sessions.name_of(token) if token else ""

    def _said(self, said, headers=()):
        return self.say_at(self.url(self.context, self.tab, query={"said": said}), headers=headers)


def includeme(config):
    config.add_unlocked_views("log-in")
    config.add_page(LoginsPage, "log-in", context=People, template="moothall.people:templates/log-ins.pt")
    config.add_status_messages({
        "password": _("Password changed. You are logged out everywhere else."),
        "address-asked": _("We have sent an email to the new address. Open the link in it to confirm the change."),
        "address-withdrawn": _("Your address stays the same."),
        "log-in-ended": _("Session ended."),
        "log-ins-ended": _("You are logged out everywhere else."),
    })  # fmt: skip
