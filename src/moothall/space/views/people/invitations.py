"""Invite by email: open invitations, by whom and until when; sending again, withdrawing."""

import re

from moothall.core.access import roles as R
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.core.workflow.transition import REPEATED_WITHIN
from moothall.space import invitation_acceptance, invitations
from moothall.space.schema import InvitationSchema
from moothall.space.views.people.base import FORM_ERRORS, PeopleView, add_people_page
from moothall.ui.layout.components import Chip, Empty
from moothall.ui.pagination import list_page, pages_of

PAGE_SIZE = 50
TYPED = ("addresses", "until", "message")
_BETWEEN = re.compile(r"[\s,;]+")


class InvitationsPage(PeopleView):
    """``people/invitations``; POST invites, POST ``people/invitations/<id>`` with ``do`` sends again or withdraws."""

    tab = "invitations"
    schema = InvitationSchema

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_manager()

    def show(self, error="", typed=None):
        if error == "" and self.rest(1):
            raise NotFound()
        found = self.request.site.invitations.of(self.context)
        page = list_page(self.request, found, PAGE_SIZE)
        return self.people_page(
            _("Invitations"),
            rows=[self._row(one) for one in page.items],
            error=error,
            pages=pages_of(self.request, page, _("${first} to ${last} of ${total} invitations")) if found else None,
            typed=typed or dict.fromkeys(TYPED, ""),
            roles=self.role_choices(typed["roles"] if typed else (R.MEMBER,)),
            empty=None
            if found
            else Empty(
                self.translate(_("No open invitations")),
                self.translate(
                    _(
                        "People become members when they accept, whether or not they already have an account. "
                        "A link works once, for two weeks."
                    )
                ),
            ),
        )

    def send(self):
        words = self.rest(1)
        return self._about(words[0]) if words else self._invite()

    def _invite(self):
        posted = self.request.POST
        typed = {name: posted.get(name, "") for name in TYPED} | {"roles": posted.getall("roles")}
        try:
            values = authoring.check(InvitationSchema().bind(request=self.request), typed)
            addresses = addresses_in(values["addresses"])
            sent = {one: self._is_sent_already(one, values) for one in addresses}
            events = [
                invitations.invite(
                    self.request.act(),
                    self.viewer,
                    self.context,
                    self.request.people,
                    address,
                    values["roles"],
                    values["until"],
                    values["message"].strip(),
                )
                for address in addresses
                if not sent[address]
            ]
        except FORM_ERRORS as error:
            return self.show(self.refused(error), typed)
        for event in events:
            self.request.registry.notify(event)
        return self.back("invited", self.context, "people", "invitations")

    def _is_sent_already(self, address, values):
        """Return True if this person has just sent the same invitation to an address, as with a double click."""
        site, people = self.request.site, self.request.people
        known = invitations.open_to(site, self.context, people, invitations.checked_address(address))
        offer = tuple(dict.fromkeys(values["roles"])), values["until"], values["message"].strip()
        same = known is not None and (known.roles, known.until, known.message) == offer
        return same and self._is_by_me_just_now(known)

    def _is_by_me_just_now(self, invitation):
        return invitation.by == self.request.person.id and self.request.now - invitation.sent <= REPEATED_WITHIN

    def _about(self, id):
        invitation = self.request.site.invitations.get(id)
        if invitation is None or invitation.space != self.context.uid:
            return self.back("invitation-gone", self.context, "people", "invitations")
        act, do, people = self.request.act(), self.request.POST.get("do", ""), self.request.people
        try:
            if do == "again" and self._is_by_me_just_now(invitation):
                said = "invited"
            elif do == "again":
                self.request.registry.notify(invitations.send_again(act, self.viewer, self.context, people, invitation))
                said = "invited"
            elif do == "withdraw":
                invitations.withdraw(act, self.viewer, self.context, people, invitation)
                said = "invitation-withdrawn"
            else:
                raise BadInput()
        except FORM_ERRORS as error:
            return self.show(self.refused(error))
        return self.back(said, self.context, "people", "invitations")

    def _row(self, one):
        now, translate = self.request.now, self.translate
        chip = None
        if one.has_ended(now):
            chip = Chip(translate(_("Ended")), "closed")
        elif not invitation_acceptance.is_valid_offer(self.request.site, self.request.people, one, now):
            chip = Chip(translate(_("No longer valid")), "changes")
        return {
            "address": invitations.address_of(self.request.people, one)
            or translate(_("Email address no longer stored")),
            "roles": self.roles_text(one.roles),
            "until": self.end_text(one.until),
            "by": self.request.names(one.by),
            "moment": self.clock.moment(one.sent),
            "chip": chip,
            "expires": translate(_("The link works until ${date}.", mapping={"date": self.clock.day(one.expires)}))
            if chip is None
            else "",
            "url": self.url(self.context, "people", "invitations", one.id),
        }


def addresses_in(text):
    """Return the addresses in a text, each once; raise :class:`BadInput` for none and for too many."""
    found = list(dict.fromkeys(filter(None, _BETWEEN.split(text))))
    if not found:
        raise BadInput(_("Enter an email address like name@example.org."))
    if len(found) > invitations.MAX_AT_ONCE:
        raise BadInput(
            _(
                "Invite up to ${n} people at a time, or use “Add several people”.",
                mapping={"n": invitations.MAX_AT_ONCE},
            )
        )
    wrong = [one for one in found if not _is_address(one)]
    if wrong:
        raise BadInput(_("“${text}” is not an email address.", mapping={"text": wrong[0]}))
    return found


def _is_address(text):
    try:
        invitations.checked_address(text)
    except BadInput:
        return False
    return True


def includeme(config):
    add_people_page(config, InvitationsPage, "invitations", "people-invitations")
    config.add_status_messages(
        {
            "invited": _("Invitation sent."),
            "invitation-withdrawn": _("Invitation withdrawn. Its link no longer works."),
            "invitation-gone": _("That invitation has already been used or withdrawn."),
        }
    )
