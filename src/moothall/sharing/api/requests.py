"""``@access-requests``: request access to an item that one can see, and answer requests."""

from moothall.core.access.permissions import Permission
from moothall.core.authorization import access_requests
from moothall.core.base.dates import until_of
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.core.operations import authoring
from moothall.core.workflow.transition import MAX_REASON_LENGTH
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of


class AccessRequestsService(Service):
    """The requests for an item: all of them for people who may share it, their own for others."""

    segments = 2

    def get(self):
        self.no_rest()
        self.require_login()
        requests = self.request.site.access_requests
        if self.viewer.allowed(Permission.SHARE, self.context):
            found = requests.about(self.context.uid)
        else:
            own = requests.get(self.context.uid, self.request.person.id)
            found = [own] if own is not None else []
        return {
            "@id": self.url("@access-requests"),
            "wishes": access_requests.requestable_roles(self.viewer, self.context),
            "items": [self._shown(one) for one in sorted(found, key=lambda one: one.at)],
            "items_total": len(found),
        }

    def post(self):
        rest = self.rest(2)
        body = self.body(optional=True)
        self.require_login()
        if rest:
            return self._answer(rest, body)
        role = text_of(body, "role", 50, required=True)
        act = self.request.act()
        access_request = access_requests.ask(
            self.viewer, act, self.context, role, text_of(body, "message", access_requests.MAX_MESSAGE_LENGTH)
        )
        self.request.registry.notify(access_requests.AccessRequested(self.context, act, access_request))
        self.request.response.status_int = 201
        return self._shown(access_request)

    def delete(self):
        (login,) = self.rest() or ("",)
        self.require_login()
        if login.lower() != self.request.account.login:
            raise NotFound()
        access_requests.withdraw(self.request.act(), self.context)
        return self.nothing()

    def _answer(self, rest, body):
        authoring.require(self.request, Permission.SHARE, self.context)
        login, do = (*rest, "")[:2]
        account = self.request.people.by_login(login)
        access_request = account and self.request.site.access_requests.get(self.context.uid, account.id)
        if not access_request:
            raise NotFound()
        act = self.request.act(text_of(body, "comment", MAX_REASON_LENGTH))
        if do == "grant":
            role, until = body.get("role", access_request.role), until_of(body.get("until"), self.request.site_zone)
            answered = access_requests.grant(self.viewer, act, self.context, account.id, role, until)
        elif do == "decline":
            answered = access_requests.decline(act, self.context, account.id)
        else:
            raise BadInput(_("Answer a request with “grant” or “decline”."))
        self.request.registry.notify(answered)
        return self._shown(access_request)

    def _shown(self, access_request):
        login = self.show.login(access_request.person)
        return {
            "@id": self.url("@access-requests", login or access_request.person),
            "person": login,
            "role": access_request.role,
            "message": access_request.message,
            "state": access_request.state,
            "asked": moment(access_request.at),
            "answered": moment(access_request.answered_at),
            "by": self.show.login(access_request.answered_by),
            "comment": access_request.reason,
            "given": access_request.given,
            "until": moment(access_request.until),
        }


def includeme(config):
    for attr in ("get", "post", "delete"):
        config.add_service(AccessRequestsService, name="@access-requests", attr=attr, context=Item, method=attr.upper())
