"""Invite by email: open invitations, by whom and until when; sending again, withdrawing."""

import re

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _, plural
from moothall.core.operations import authoring
from moothall.core.workflow.transition import REPEATED_WITHIN
from moothall.space import invitation_acceptance, invitations
from moothall.space.schema import InvitationSchema
from moothall.space.views.people.base import FORM_ERRORS, PeopleView, add_people_page
from moothall.ui.layout.components import Chip, Empty
from moothall.ui.layout.presenters import Action
from moothall.ui.pagination import Counted, list_page, pages_of

#: What the page numbers below the list say.
COUNTED = Counted(_("${first} to ${last} of ${total} invitations"), plural("${n} invitation", "${n} invitations"))
PAGE_SIZE = 50
#: Between the IDs of invitations that were sent together.
SEPARATOR = "."
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
            pages=pages_of(self.request, page, COUNTED) if found else None,
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
        sent = [invitations.open_to(self.request.site, self.context, self.request.people, one) for one in addresses]
        return self._back("invited", [one.id for one in sent if one is not None])

    def _is_sent_already(self, address, values):
        """Return True if this person has just sent the same invitation to an address, as with a double click."""
        site, people = self.request.site, self.request.people
        known = invitations.open_to(site, self.context, people, invitations.checked_address(address))
        offer = tuple(dict.fromkeys(values["roles"])), values["until"], values["message"].strip()
        same = known is not None and (known.roles, known.until, known.message) == offer
        return same and self._is_by_me_just_now(known)

    def _is_by_me_just_now(self, invitation):
        return invitation.by == self.request.person.id and self.request.now - invitation.sent <= REPEATED_WITHIN

    def _back(self, said, ids=()):
        about = {"ids": SEPARATOR.join(ids)} if ids else {}
        return self.back(said, self.context, "people", "invitations", **about)

    def _about(self, ids):
        """Send one invitation again, or withdraw one or those that were sent together."""
        found = _named(self, ids)
        if not found:
            return self._back("invitation-gone")
        act, do, people = self.request.act(), self.request.POST.get("do", ""), self.request.people
        try:
            for invitation in found:
                if do == "again" and not self._is_by_me_just_now(invitation):
                    event = invitations.send_again(act, self.viewer, self.context, people, invitation)
                    self.request.registry.notify(event)
                elif do == "withdraw":
                    invitations.withdraw(act, self.viewer, self.context, people, invitation)
                elif do != "again":
                    raise BadInput()
        except FORM_ERRORS as error:
            return self.show(self.refused(error))
        return self._back("invitation-withdrawn") if do == "withdraw" else self._back("invited", [found[0].id])

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


def _named(view, ids):
    """Return the open invitations to the space of the page with these IDs."""
    known = (view.request.site.invitations.get(id) for id in ids.split(SEPARATOR)[: invitations.MAX_AT_ONCE])
    return [one for one in known if one is not None and one.space == view.context.uid]


def invited_message(view):
    """Return the message with the addresses of new invitations, which the page lists as well."""
    found = _named(view, view.request.GET.get("ids", ""))
    addresses = [invitations.address_of(view.request.people, one) for one in found]
    if not addresses or not view.viewer.allowed(Permission.MANAGE, view.context):
        return view.translate(_("Invitation sent."))
    return view.translate(_("Invitation sent to ${addresses}.", mapping={"addresses": ", ".join(addresses)}))


def undo_invited(view):
    """Return the button to withdraw what was just sent; one that was sent again before stays as it is."""
    ids = view.request.GET.get("ids", "")
    found = _named(view, ids)
    if len(found) != len(ids.split(SEPARATOR)) or any(one.sent != one.at for one in found):
        return None
    url = view.url(view.context, "people", "invitations", ids)
    return Action(view.translate(_("Undo")), url, post=True, name="do", value="withdraw")


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
    config.add_status_messages({"invited": invited_message}, undo=undo_invited)
    config.add_status_messages(
        {
            "invitation-withdrawn": _(
                "Invitation withdrawn. Its link no longer works. To invite the person after all, send a new one."
            ),
            "invitation-gone": _("That invitation has already been used or withdrawn."),
        }
    )
