"""``@invitations``: invite to a space by email, and accept with the token of the email."""

from moothall.core.access.permissions import Permission
from moothall.core.base.dates import until_of
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.core.operations import authoring
from moothall.space import invitation_acceptance, invitations
from moothall.space.content import Space
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of


class InvitationsService(Service):
    """``<space>/@invitations``: people who manage the members see, send and withdraw invitations."""

    segments = 1
    parameters = BATCH

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
        if not isinstance(addresses, list) or not addresses or len(addresses) > invitations.MAX_AT_ONCE:
            raise BadInput(
                _(
                    "“email” must be an email address, or “emails” a list of up to ${n}.",
                    mapping={"n": invitations.MAX_AT_ONCE},
                )
            )
        if "emails" in body:
            # An address that is listed twice gets one email.
            addresses = list({address.casefold(): address for address in map(_address, addresses)}.values())
        roles = body.get("roles", ["member"])
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            raise BadInput(_("“roles” must be a list of roles."))
        until, message = (
            until_of(body.get("until"), self.request.site_zone),
            text_of(body, "message", invitations.MAX_MESSAGE_LENGTH).strip(),
        )
        sent = [
            invitations.invite(
                self.request.act(), self.viewer, self.context, self.request.people, address, roles, until, message
            )
            for address in addresses
        ]
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
            raise NotFound()
        return found

    def _shown(self, one):
        now, people = self.request.now, self.request.people
        return {
            "@id": self.url("@invitations", one.id),
            "id": one.id,
            "email": invitations.address_of(people, one),
            "roles": list(one.roles),
            "until": moment(one.until),
            "message": one.message,
            "by": self.show.login(one.by),
            "invited": moment(one.at),
            "sent": moment(one.sent),
            "expires": moment(one.expires),
            "expired": one.has_ended(now),
            "holds": not one.has_ended(now)
            and invitation_acceptance.is_valid_offer(self.request.site, people, one, now),
        }


class InvitationService(Service):
    """``/@invitations/<token>``: returns the offer; POST accepts, DELETE declines.

    Without a token, it lists the open ones to the person's own email address, by ID.
    """

    segments = 1
    parameters = BATCH

    def get(self):
        self.request.response.headers["Cache-Control"] = "no-store"
        if not self.request.subpath:
            return self._mine()
        request = self.request
        invitation, space = invitation_acceptance.offer_of(
            request.site, request.people, self._word, request.now, request.account
        )
        return self._shown(invitation, space, self._word)

    def post(self):
        word = self._word
        self.require_login()
        answered, changed = self._take(word, invitation_acceptance.accept, invitation_acceptance.accept_by_id)
        self.request.registry.notify(answered)
        self.request.registry.notify(changed)
        return {"@id": self.url(item=answered.space), "status": "joined", "roles": list(changed.after)}

    def delete(self):
        self.request.registry.notify(
            self._take(self._word, invitation_acceptance.decline, invitation_acceptance.decline_by_id)
        )
        return self.nothing()

    def _mine(self):
        self.require_login()
        request = self.request
        found = invitation_acceptance.invitations_to(request.site, request.people, request.account, request.now)
        shown = [self._shown(one, request.site.uids.get(one.space), one.id) for one in found]
        return {"@id": self.url("@invitations"), **Batch(request).of(shown)}

    def _take(self, word, by_token, by_id):
        """Answer the invitation with the ID (if it is to the person's own address) or token ``word``."""
        request = self.request
        act, site, people, account = request.act(), request.site, request.people, request.account
        if account is not None and any(
            one.id == word for one in invitation_acceptance.invitations_to(site, people, account, request.now)
        ):
            return by_id(act, site, people, account, word)
        return by_token(act, site, people, word)

    def _shown(self, invitation, space, word):
        return {
            "@id": self.url("@invitations", word),
            "space": {"title": self.translate(space.title)},
            "by": self.request.names.name(invitation.by),
            "roles": list(invitation.roles),
            "until": moment(invitation.until),
            "message": invitation.message,
            "expires": moment(invitation.expires),
        }

    @property
    def _word(self):
        if len(self.request.subpath) != 1:
            raise NotFound()
        return self.request.subpath[0]


def _address(sent):
    """Return an email address; raise :class:`BadInput` that names an invalid one."""
    try:
        return invitations.checked_address(sent)
    except BadInput:
        raise BadInput(
            _("“emails” contains “${address}”, which we cannot send email to.", mapping={"address": str(sent)[:100]})
        ) from None


def includeme(config):
    for attr in ("get", "post", "delete"):
        config.add_service(
            InvitationsService,
            name="@invitations",
            attr=attr,
            context=Space,
            method=attr.upper(),
            asks=Permission.MANAGE,
        )
        config.add_service(InvitationService, name="@invitations", attr=attr, context=Root, method=attr.upper())
