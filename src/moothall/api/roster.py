"""``@members`` and ``@join``: who belongs to a space, with which roles, and how to."""

from datetime import UTC, datetime

from moothall.api.batching import Batch
from moothall.api.representation import moment
from moothall.api.service import Service, text_of
from moothall.core import authoring
from moothall.core.errors import Absent, BadInput, Refused
from moothall.core.i18n import _
from moothall.core.permissions import Permission
from moothall.space import roster
from moothall.space.content import Space

LONGEST_MESSAGE = 2000


class MembersService(Service):
    """The roster of a space: its readers who are signed in may see it, those who manage the space change it."""

    def get(self):
        self.no_rest()
        self.must_be_signed_in()
        if self.viewer.counts_as_guest(self.context):
            raise Refused()
        rows = [row for row in map(self._row, roster.members(self.context, self.request.now)) if row is not None]
        return {"@id": self.url("@members"), **Batch(self.request).of(rows)}

    def post(self):
        self.no_rest()
        body = self.body()
        authoring.require(self.request, Permission.MANAGE, self.context)
        account = self._account(body.get("person"))
        roles = body.get("roles")
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            raise BadInput(_("“roles” must be a list of roles."))
        self._change(account, roles, until_of(body.get("until")))
        row = next((row for row in roster.members(self.context, self.request.now) if row.person == account.id), None)
        return self._row(row) if row is not None else {"person": account.login, "roles": []}

    def delete(self):
        (login,) = self.rest() or ("",)
        self.must_be_signed_in()
        if login != self.request.account.login:
            authoring.require(self.request, Permission.MANAGE, self.context)
        account = self.request.people.by_login(login)
        if account is None or not roster.roles_given(self.context, account.id, self.request.now):
            raise Absent()
        self._change(account, ())
        return self.nothing()

    def _change(self, account, roles, until=None):
        roster.check_may_change(self.viewer, self.context, account.id, roles)
        changed = roster.set_member(self.request.act(), self.context, account.id, roles, until)
        self.request.registry.notify(changed)

    def _account(self, login):
        account = self.request.people.by_login(login) if isinstance(login, str) else None
        if account is None:
            raise BadInput(_("“person” must be the log-in of somebody here."))
        return account

    def _row(self, member):
        account = self.request.people.by_id(member.person)
        if account is None:
            return None
        return {
            "@id": self.url("@members", account.login),
            "person": account.login,
            "name": account.name,
            "profile": self.url("people", account.id, item=self.request.site),
            "roles": list(member.roles),
            "since": moment(member.since),
            "until": moment(member.until),
            "sponsor": self.show.login(member.sponsor),
        }


class JoinService(Service):
    """Becoming a member, or asking to."""

    def post(self):
        self.no_rest()
        body = self.body(optional=True)
        self.must_be_signed_in()
        act, message = self.request.act(), text_of(body, "message", LONGEST_MESSAGE)
        status = roster.join(act, self.viewer, self.context, message)
        if status == "requested":
            self.request.registry.notify(roster.JoinRequested(self.context, act, message))
        return {"status": status}


def until_of(value):
    """The end somebody sent, aware; ``None`` for none.  A date ends with that day in UTC."""
    if value is None or value == "":
        return None
    try:
        until = datetime.fromisoformat(value)
        if len(value) <= len("2026-12-31"):
            until = until.replace(hour=23, minute=59, second=59)
        return until.replace(tzinfo=UTC) if until.tzinfo is None else until.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise BadInput(_("“until” must be a date, or a date and a time, such as 2026-12-31.")) from None


def includeme(config):
    config.add_service(MembersService, name="@members", attr="get", context=Space)
    config.add_service(MembersService, name="@members", attr="post", context=Space, method="POST")
    config.add_service(MembersService, name="@members", attr="delete", context=Space, method="DELETE")
    config.add_service(JoinService, name="@join", attr="post", context=Space, method="POST")
