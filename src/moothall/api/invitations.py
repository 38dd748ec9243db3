"""``@invitations``: inviting to a space by mail, and accepting with the token of the mail."""

from moothall.api.batching import Batch
from moothall.api.representation import moment
from moothall.api.roster import until_of
from moothall.api.service import Service, text_of
from moothall.core import authoring
from moothall.core.content import Root
from moothall.core.errors import Absent, BadInput
from moothall.core.i18n import _
from moothall.core.permissions import Permission
from moothall.space import invitations
from moothall.space.content import Space


class InvitationsService(Service):
    """``<space>/@invitations``: those who manage the members see, send and withdraw."""

    def get(self):
        self.no_rest()
        authoring.require(self.request, Permission.MANAGE, self.context)
        found = self.request.site.invitations.of(self.context)
        return {"@id": self.url("@invitations"), **Batch(self.request).of([self._shown(one) for one in found])}

    def post(self):
        body = self.body(optional=True)
        authoring.require(self.request, Permission.MANAGE, self.context)
        id = self.rest()
        return self._send_again(self._one(*id)) if id else self._invite(body)

    def delete(self):
        (id,) = self.rest() or ("",)
        authoring.require(self.request, Permission.MANAGE, self.context)
        invitations.withdraw(self.request.act(), self.viewer, self.context, self.request.people, self._one(id))
        return self.nothing()

    def _invite(self, body):
        addresses = body.get("emails", [body.get("email")])
        if not isinstance(addresses, list) or not addresses or len(addresses) > invitations.MOST_AT_ONCE:
            raise BadInput(_("“email” must be a mail address, or “emails” a list of at most ${n}.",
                             mapping={"n": invitations.MOST_AT_ONCE}))
        roles = body.get("roles", ["member"])
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            raise BadInput(_("“roles” must be a list of roles."))
        until, message = until_of(body.get("until")), text_of(body, "message", invitations.LONGEST_MESSAGE).strip()
        sent = [invitations.invite(self.request.act(), self.viewer, self.context, self.request.people, address, roles,
                                   until, message) for address in addresses]
        for event in sent:
            self.request.registry.notify(event)
        shown = [self._shown(event.invitation) for event in sent]
        self.request.response.status_int = 201
        if "emails" in body:
            return {"@id": self.url("@invitations"), "items": shown, "items_total": len(shown)}
        self.request.response.location = shown[0]["@id"]
        return shown[0]

    def _send_again(self, invitation):
        event = invitations.send_again(self.request.act(), self.viewer, self.context, self.request.people, invitation)
        self.request.registry.notify(event)
        return self._shown(invitation)

    def _one(self, id):
        found = self.request.site.invitations.get(id)
        if found is None or found.space != self.context.uid:
            raise Absent()
        return found

    def _shown(self, one):
        now, people = self.request.now, self.request.people
        return {
            "@id": self.url("@invitations", one.id), "id": one.id, "email": invitations.address_of(people, one),
            "roles": list(one.roles), "until": moment(one.until), "message": one.message,
            "by": self.show.login(one.by), "invited": moment(one.at), "sent": moment(one.sent),
            "expires": moment(one.expires), "expired": one.has_ended(now),
            "holds": not one.has_ended(now) and invitations.holds(self.request.site, people, one, now)}


class InvitationService(Service):
    """``/@invitations/<token>``: what is offered; POST accepts, DELETE declines."""

    def get(self):
        invitation, space = invitations.find(self.request.site, self._token, self.request.now)
        self.request.response.headers["Cache-Control"] = "no-store"
        return {
            "@id": self.url("@invitations", self._token), "space": {"title": self.translate(space.title)},
            "by": self.request.names.name(invitation.by), "roles": list(invitation.roles),
            "until": moment(invitation.until), "message": invitation.message, "expires": moment(invitation.expires)}

    def post(self):
        self.must_be_signed_in()
        answered, changed = invitations.accept(
            self.request.act(), self.request.site, self.request.people, self._token)
        self.request.registry.notify(answered)
        self.request.registry.notify(changed)
        return {"@id": self.url(item=answered.space), "status": "joined", "roles": list(changed.after)}

    def delete(self):
        answered = invitations.decline(self.request.act(), self.request.site, self.request.people, self._token)
        self.request.registry.notify(answered)
        return self.nothing()

    @property
    def _token(self):
        if len(self.request.subpath) != 1:
            raise Absent()
        return self.request.subpath[0]


def includeme(config):
    for attr in ("get", "post", "delete"):
        config.add_service(InvitationsService, name="@invitations", attr=attr, context=Space, method=attr.upper())
        config.add_service(InvitationService, name="@invitations", attr=attr, context=Root, method=attr.upper())
