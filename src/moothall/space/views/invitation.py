"""The page behind the link of an invitation: the offer, and two buttons.

It is at the root and found by its token alone, so that it works for private spaces too and reveals
nothing to others.  Opening it changes nothing.  Without a token, people with an account find the
invitations to their own email address.
"""

from moothall.core.base.errors import BadInput, Conflict, Forbidden, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.space import invitation_acceptance, invitations, members
from moothall.space.answered_invitations import space_of_answer
from moothall.space.role_labels import ROLE_SENTENCES, ROLE_WORDS
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View


class InvitationPage(View):
    """``/invitation/<token>``."""

    segments = 1

    def __init__(self, context, request):
        super().__init__(context, request)
        if len(request.subpath) != 1:
            raise NotFound()
        self.token = request.subpath[0]
        # Caches and search engines must not store what only the recipient of the email may see.
        request.response.headers["Cache-Control"] = "no-store"
        request.response.headers["X-Robots-Tag"] = "noindex"

    def show(self, error=""):
        request, translate = self.request, self.translate
        try:
            invitation, space = invitation_acceptance.offer_of(
                request.site, request.people, self.token, request.now, request.account
            )
        except NotFound as gone:
            request.response.status_int = NotFound.status
            return self.page(_("This invitation is no longer valid"), "narrow", gone=translate(gone.message))
        account = request.account
        member = account is not None and bool(members.roles_given(space, account.id, request.now))
        title = translate(space.title)
        return self.page(
            translate(_("Invitation to ${space}", mapping={"space": title})),
            "narrow",
            gone="",
            error=error,
            said=translate(
                _(
                    "${name} invites you to “${space}”.",
                    mapping={"name": request.names.name(invitation.by), "space": title},
                )
            ),
            about=space.description,
            message=invitation.message,
            roles=[(translate(ROLE_WORDS[role]), translate(ROLE_SENTENCES[role])) for role in invitation.roles],
            until=translate(_("Your membership ends on ${date}.", mapping={"date": self.clock.end(invitation.until)}))
            if invitation.until
            else "",
            expires=translate(
                _("The invitation is open until ${date}.", mapping={"date": self.clock.day(invitation.expires)})
            ),
            url=f"/invitation/{self.token}",
            account=account,
            member=member,
            open=not member,
            space_url=self.url(space) if member else "",
            token=request.form_token(),
        )

    def send(self):
        request, do = self.request, self.request.POST.get("do", "")
        if do == "decline":
            return self._decline()
        if do != "accept":
            raise BadInput()
        if request.person.id is None:
            raise Unauthorized()
        try:
            answered, changed = invitation_acceptance.accept(request.act(), request.site, request.people, self.token)
        except NotFound:
            space = self._answered("accepted")
            return self.back("joined", space) if space is not None else self.show()
        except (Conflict, Forbidden) as error:
            request.response.status_int = error.status
            return self.show(self.translate(error.message))
        request.registry.notify(answered)
        request.registry.notify(changed)
        return self.back("joined", answered.space)

    def _answered(self, how):
        """Return the space if this person has already answered in this way, as with a double click."""
        return space_of_answer(self.request.act(), self.request.site, invitations.hash_of(self.token), how)

    def _decline(self):
        request = self.request
        try:
            answered = invitation_acceptance.decline(request.act(), request.site, request.people, self.token)
        except NotFound:
            if self._answered("declined") is None:
                return self.show()
            return self.back("invitation-declined", self.context)
        request.registry.notify(answered)
        return self.back("invitation-declined", self.context)


class OwnInvitationsPage(View):
    """``/invitation``: the open ones to the person's own email address; people come here after signing up."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.person.id is None:
            raise Unauthorized()

    def show(self, error=""):
        request, translate = self.request, self.translate
        found = invitation_acceptance.invitations_to(request.site, request.people, request.account, request.now)
        return self.page(
            _("Your invitations"),
            "narrow",
            error=error,
            rows=[self._row(one) for one in found],
            empty=None
            if found
            else Empty(
                translate(_("You have no open invitations")),
                translate(_("If you were invited at another email address, open the link in that email.")),
                Action(translate(_("Go to the front page")), "/"),
            ),
        )

    def send(self):
        request, id, do = self.request, self.request.POST.get("id", ""), self.request.POST.get("do", "")
        act, site, people, account = request.act(), request.site, request.people, request.account
        try:
            if do == "decline":
                request.registry.notify(invitation_acceptance.decline_by_id(act, site, people, account, id))
                return self.back("invitation-declined", self.context, "invitation")
            if do != "accept":
                raise BadInput()
            answered, changed = invitation_acceptance.accept_by_id(act, site, people, account, id)
        except (NotFound, Conflict, Forbidden) as error:
            space = space_of_answer(
                act, site, id.encode("utf-8", "replace"), "accepted" if do == "accept" else "declined"
            )
            if space is not None and do == "accept":
                return self.back("joined", space)
            if space is not None:
                return self.back("invitation-declined", self.context, "invitation")
            request.response.status_int = error.status
            return self.show(self.translate(error.message))
        request.registry.notify(answered)
        request.registry.notify(changed)
        return self.back("joined", answered.space)

    def _row(self, one):
        space, translate = self.request.site.uids.get(one.space), self.translate
        return {
            "id": one.id,
            "title": translate(space.title),
            "message": one.message,
            "said": translate(
                _(
                    "${name} invites you to “${space}”.",
                    mapping={"name": self.request.names.name(one.by), "space": translate(space.title)},
                )
            ),
            "roles": ", ".join(translate(ROLE_WORDS[role]) for role in one.roles),
        }


def includeme(config):
    config.add_page(InvitationPage, "invitation", context=Root, template="moothall.space:templates/invitation.pt")
    config.add_page(
        OwnInvitationsPage, "invitation", context=Root, template="moothall.space:templates/invitations-own.pt", below=""
    )
    config.add_status_messages(
        {
            "invitation-declined": _(
                "Invitation declined. The person who invited you has been notified. To join after all, ask them for "
                "a new one."
            )
        }
    )
