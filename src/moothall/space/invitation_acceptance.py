"""Answer invitations: find the offer of a token, accept it or decline it."""

import dataclasses

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.errors import Conflict, Forbidden, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.space import answered_invitations, bans, invitations, members


def find(site, token, now):
    """Return (invitation, space) of a token; raise the same :class:`NotFound` in all other cases."""
    invitation = site.invitations.by_hash(invitations.hash_of(token))
    space = site.uids.get(invitation.space) if invitation is not None else None
    if space is None or invitation.has_ended(now):
        raise NotFound(invitations.GONE)
    return invitation, space


def offer_of(site, people, token, now, person):
    """Return (invitation, space) of a token whose sender may still give the roles, for the account ``person`` or None.

    Otherwise raise :class:`NotFound`, as for an invalid token, since no member is responsible for the offer any more.
    """
    invitation, space = find(site, token, now)
    if not is_valid_offer(site, people, invitation, now):
        raise NotFound(invitations.NOT_HELD)
    if person is not None and _is_kept_out(site, space, person, now):
        raise NotFound(invitations.GONE)
    return invitation, space


def _is_kept_out(site, space, account, now):
    """Return True for a person who is banned from a space that they cannot see; an offer must not show it to them."""
    banned = members.ban_of(space, account.id, now) is not None
    return banned and not AccessContext(site, account.person, now).sees(space)


def is_valid_offer(site, people, invitation, now):
    """Return True if the person who sent the invitation may still give the offered roles."""
    account, space = people.by_id(invitation.by), site.uids.get(invitation.space)
    if account is None or not account.enabled or space is None or space.state not in invitations.OPEN_STATES:
        return False
    viewer = AccessContext(site, account.person, now)
    try:
        members.check_not_longer(viewer, space, invitation.roles, invitation.until)
    except Forbidden:
        return False
    return viewer.allowed(Permission.MANAGE, space) and set(invitation.roles) <= viewer.roles(space)


def invitations_to(site, people, account, now):
    """Return the open invitations to the verified email address of an account, newest first.

    Those whose sender may not give the roles any more are left out.
    """
    addresses = people.feature_data(invitations.DATA_KEY)
    found = [site.invitations.get(id) for id in addresses.all_to(account.email)] if addresses and account.email else []
    found = [
        one
        for one in found
        if one is not None
        and not one.has_ended(now)
        and is_valid_offer(site, people, one, now)
        and not _is_kept_out(site, site.uids.get(one.space), account, now)
    ]
    return sorted(found, key=lambda one: one.sent, reverse=True)


def accept(act, site, people, token):
    """Make the person who acts a member as offered; return (:class:`.InvitationAnswered`, the changes).

    Raise :class:`NotFound` for an invalid token and if the person who sent it may not give the roles any more, and
    :class:`Conflict` for a member.
    """
    return _accept(act, people, *offer_of(site, people, token, act.at, people.by_id(act.person)))


def accept_by_id(act, site, people, account, id):
    """Accept the invitation ``id`` to the email address of ``account``, who acts."""
    return _accept(act, people, *_mine(act, site, people, account, id))


def decline(act, site, people, token):
    """Decline an invitation; this needs no account.  The link becomes invalid."""
    return _decline(act, people, *find(site, token, act.at))


def decline_by_id(act, site, people, account, id):
    """Decline the invitation ``id`` to the email address of ``account``, who acts."""
    return _decline(act, people, *_mine(act, site, people, account, id))


def _mine(act, site, people, account, id):
    found = next((one for one in invitations_to(site, people, account, act.at) if one.id == id), None)
    if found is None:
        raise NotFound(invitations.GONE)
    return found, site.uids.get(found.space)


def _accept(act, people, invitation, space):
    if members.roles_given(space, act.person, act.at):
        raise Conflict(_("You are already a member. A facilitator can change your roles."))
    bans.check_not_banned(space, act.person, act.at)
    own = people.by_id(act.person) if invitation.by == act.person else None
    if own is not None:
        viewer = AccessContext(site_of(space), own.person, act.at)
        members.check_not_own_access(viewer, space, act.person, invitation.roles)
    address, event = invitations.end(act, space, people, invitation, "accepted")
    answered_invitations.keep(site_of(space), invitation, act.person, "accepted")
    guest = invitation.until is not None or invitation.roles == (R.READER,)
    sponsor = invitation.by if guest and members.roles_given(space, invitation.by, act.at) else None
    caused = dataclasses.replace(act, cause=event.id)
    changed = members.set_member(caused, space, act.person, invitation.roles, invitation.until, sponsor, invitation.by)
    return invitations.InvitationAnswered(space, act, invitation.by, address, True), changed


def _decline(act, people, invitation, space):
    address, _fact = invitations.end(act, space, people, invitation, "declined")
    answered_invitations.keep(site_of(space), invitation, act.person, "declined")
    return invitations.InvitationAnswered(space, act, invitation.by, address, False)
