"""``@members``, ``@join``, ``@bans`` and ``@owner``: the members of a space, their roles, and how to join."""

from moothall.core.access.permissions import Permission
from moothall.core.base.dates import until_of
from moothall.core.base.errors import BadInput, Forbidden, NotFound
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.core.workflow.grounds import MAX_RULE_ID_LENGTH
from moothall.core.workflow.transition import MAX_REASON_LENGTH
from moothall.space import bans, join_requests, members, transfer
from moothall.space.content import Space
from moothall.space.given_access import RemainingAccess
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of

#: Maximum number of characters of a message.
MAX_MESSAGE_LENGTH = 2000


class MembersService(Service):
    """The members of a space: readers who are logged in see them, people who manage the space change them."""

    segments = 1
    parameters = BATCH

    def get(self):
        if self.rest():
            return self._one(*self.rest())
        self.require_login()
        if self.viewer.counts_as_visitor(self.context):
            raise Forbidden()
        rows = [row for row in map(self._row, members.members(self.context, self.request.now)) if row is not None]
        return {"@id": self.url("@members"), **Batch(self.request).of(rows)}

    def _one(self, login, *more):
        """Return one membership, the access that the person gave, and the access that they would have without it."""
        self.require_login()
        if more:
            raise NotFound()
        if login != self.request.account.login:
            self._require_to_end_memberships()
        account = self.request.people.by_login(login)
        row = members.member_of(self.context, account.id, self.request.now) if account is not None else None
        if row is None:
            raise NotFound()
        left = RemainingAccess(self.request, self.context, account)
        return {**self._row(row), **left.plain(lambda item: self.url(item=item), moment)}

    #: Of a membership, which can be sent back.
    passed_over = ("name", "profile", "since")

    def post(self):
        self.no_rest()
        body = self.body()
        # In an archived or paused space, roles can still be removed.
        self._require_to_end_memberships()
        account = self._account(body.get("person"))
        roles = body.get("roles")
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            raise BadInput(_("“roles” must be a list of roles."))
        self._change(
            account, roles, until_of(body.get("until"), self.request.site_zone), self._sponsor(body), comment_of(body)
        )
        row = members.member_of(self.context, account.id, self.request.now)
        return self._row(row) if row is not None else {"person": account.login, "roles": []}

    def delete(self):
        (login,) = self.rest() or ("",)
        self.require_login()
        if login != self.request.account.login:
            self._require_to_end_memberships()
        account = self.request.people.by_login(login)
        if account is None or not members.roles_given(self.context, account.id, self.request.now):
            raise NotFound()
        self._change(account, ())
        return self.nothing()

    def _require_to_end_memberships(self):
        require_to_end_memberships(self.request, self.context)

    def _change(self, account, roles, until=None, sponsor=None, comment=""):
        members.check_may_change(self.viewer, self.context, account.id, roles, until)
        changed = members.set_member(self.request.act(comment), self.context, account.id, roles, until, sponsor)
        self.request.registry.notify(changed)

    def _account(self, login):
        return account_of(self.request, login)

    def _sponsor(self, body):
        """Return the sponsor that was sent; one that is not mentioned stays."""
        sponsor = body.get("sponsor", members.STAYS)
        return sponsor if sponsor in (None, members.STAYS) else account_of(self.request, sponsor, "sponsor").id

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
    """Join, request to join, withdraw the request, and answer requests of others."""

    segments = 1
    parameters = BATCH

    def get(self):
        self.no_rest()
        self.require_login()
        space, person, now = self.context, self.request.person.id, self.request.now
        asked, answer = join_requests.requests_of(space).get(person), join_requests.declined_answer(space, person)
        found = {
            "@id": self.url("@join"),
            "joining": space.record.policies["joining"],
            "status": self._status(space, person, now, asked, answer),
            "asked": moment(asked.at) if asked else None,
            "message": asked.message if asked else "",
            "answer": self._answer(answer) if answer else None,
        }
        if self.viewer.allowed(Permission.MANAGE, space):
            rows = sorted(join_requests.requests_of(space).values(), key=lambda one: one.at)
            found |= Batch(self.request).of([self._request(one) for one in rows])
        return found

    def post(self):
        body = self.body(optional=True)
        self.require_login()
        login = self.rest()
        return self._answer_to(login[0], body) if login else self._join(body)

    def delete(self):
        self.no_rest()
        self.require_login()
        join_requests.withdraw_request(self.request.act(), self.context)
        return self.nothing()

    def _join(self, body):
        act, message = self.request.act(), text_of(body, "message", MAX_MESSAGE_LENGTH)
        is_new = act.person not in join_requests.requests_of(self.context)
        status = join_requests.join(act, self.viewer, self.context, message)
        if status == "requested" and is_new:
            self.request.registry.notify(join_requests.JoinRequested(self.context, act, message))
        return {"status": status}

    def _answer_to(self, login, body):
        authoring.require(self.request, Permission.MANAGE, self.context)
        account = self.request.people.by_login(login)
        if account is None:
            raise NotFound()
        accept = body.get("accept")
        if not isinstance(accept, bool):
            raise BadInput(_("“accept” must be true or false."))
        members.check_may_change(self.viewer, self.context, account.id, ())
        act = self.request.act(comment_of(body))
        self.request.registry.notify(join_requests.answer_request(act, self.context, account.id, accept))
        return {"status": "joined" if accept else "declined"}

    def _status(self, space, person, now, asked, answer):
        if members.ban_of(space, person, now) is not None:
            return "banned"
        if members.roles_given(space, person, now):
            return "member"
        return "requested" if asked else "declined" if answer else "none"

    def _answer(self, answer):
        return {
            "at": moment(answer.at),
            "by": self.show.login(answer.by),
            "comment": answer.reason,
            "asked": moment(answer.asked),
        }

    def _request(self, one):
        login = self.show.login(one.person)
        return {"@id": self.url("@join", login), "person": login, "message": one.message, "asked": moment(one.at)}


class BansService(Service):
    """The banned people of a space; people who manage it list, ban and lift bans."""

    segments = 1
    parameters = BATCH

    def get(self):
        self.no_rest()
        require_to_end_memberships(self.request, self.context)
        found = bans.bans(self.context, self.request.now)
        return {"@id": self.url("@bans"), **Batch(self.request).of([self._row(*pair) for pair in found])}

    def post(self):
        self.no_rest()
        body = self.body()
        require_to_end_memberships(self.request, self.context)
        account = account_of(self.request, body.get("person"))
        bans.check_may_ban(self.viewer, self.context, account.id)
        act = self.request.act(comment_of(body)).citing(text_of(body, "rule", MAX_RULE_ID_LENGTH))
        self.request.registry.notify(
            bans.ban(act, self.context, account.id, until_of(body.get("until"), self.request.site_zone))
        )
        return self._row(account.id, members.ban_of(self.context, account.id, self.request.now))

    def delete(self):
        (login,) = self.rest() or ("",)
        authoring.require(self.request, Permission.MANAGE, self.context)
        account = self.request.people.by_login(login)
        if account is None or members.ban_of(self.context, account.id, self.request.now) is None:
            raise NotFound()
        members.check_active(self.viewer, self.context)
        self.request.registry.notify(bans.lift_ban(self.request.act(), self.context, account.id))
        return self.nothing()

    def _row(self, person, one):
        login = self.show.login(person)
        return {
            "@id": self.url("@bans", login),
            "person": login,
            "comment": one.reason,
            "since": moment(one.since),
            "until": moment(one.until),
            "by": self.show.login(one.by),
        }


class OwnerService(Service):
    """Transfer the ownership of a space: ``{"person": login}``, for administrators also ``from``."""

    def post(self):
        body = self.body()
        authoring.require(self.request, Permission.MANAGE, self.context)
        former = self.request.person.id
        if body.get("from") is not None:
            former = account_of(self.request, body["from"], "from").id
        transfer.check_may_transfer(self.viewer, self.context, former)
        receiver = account_of(self.request, body.get("person"))
        act = self.request.act(comment_of(body))
        self.request.registry.notify(transfer.transfer_ownership(act, self.context, former, receiver.id))
        return {
            "@id": self.url("@members", receiver.login),
            "person": receiver.login,
            "roles": list(members.roles_given(self.context, receiver.id, self.request.now)),
        }


def require_to_end_memberships(request, space):
    """Raise unless the person may end memberships, which every state of a space allows."""
    if not members.may_end_memberships(request.viewer, space):
        authoring.require(request, Permission.MANAGE, space)


def account_of(request, login, field="person"):
    """Return the account with the username that was sent; raise :class:`BadInput` naming the field if there is none."""
    account = request.people.by_login(login) if isinstance(login, str) else None
    if account is None:
        raise BadInput(_("“${field}” must be the username of someone here.", mapping={"field": field}))
    return account


def comment_of(body):
    """Return the reason that was sent, if any."""
    return text_of(body, "comment", MAX_REASON_LENGTH).strip()


def includeme(config):
    config.add_service(MembersService, name="@members", attr="get", context=Space, asks=Permission.MANAGE)
    config.add_service(
        MembersService, name="@members", attr="post", context=Space, method="POST", asks=Permission.MANAGE
    )
    config.add_service(
        MembersService, name="@members", attr="delete", context=Space, method="DELETE", asks=Permission.MANAGE
    )
    for attr in ("get", "post", "delete"):
        config.add_service(JoinService, name="@join", attr=attr, context=Space, method=attr.upper())
        config.add_service(BansService, name="@bans", attr=attr, context=Space, method=attr.upper())
    config.add_service(OwnerService, name="@owner", attr="post", context=Space, method="POST")
