"""Invitations to a space by email: for one use, valid for two weeks.

The offer is stored in the content database, so that an invitation is used in the same transaction
that adds the member.  The email address is personal data and is stored with the people, under the
invitation's ID.  The token of the link is stored nowhere: a random nonce is in the message until
the email is sent, and the token is derived from it with the secret of the site; its hash finds the
invitation.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from moothall.core.base.errors import BadInput, Conflict, TooManyRequests
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.people.schema import AccountSchema, checked
from moothall.people.throttle import Limits, sending_attempt
from moothall.space import answered_invitations, members
from moothall.space.log_events import INVITATION

#: Time for which an invitation is valid.
LIFETIME = timedelta(days=14)
#: Time for which an expired invitation can still be sent again from the list.
REMEMBERED = timedelta(days=30)
#: Maximum number of characters of a message, and of addresses that are invited in one request.
MAX_MESSAGE_LENGTH = 2000
MAX_AT_ONCE = 50
DATA_KEY = "invitations"
#: States in which people can be invited.  In others no one has approved the space, and its texts must not be emailed.
OPEN_STATES = frozenset({"active", "archival_requested"})

GONE = _(
    "This invitation has been used, withdrawn or replaced, or has expired. Ask the person who invited you for "
    "a new one."
)
TOO_MANY = _("You have sent several invitations to this address. Wait a little before you send another one.")
NOT_HELD = _("The person who invited you can no longer give these roles. Ask a facilitator for a new invitation.")


class Invitation(Persistent):
    """Roles in a space, offered to the person who has the token."""

    def __init__(self, id, space, by, at):
        self.id = id
        self.space = space
        self.by = by
        self.at = at

    def offer(self, roles, until, message):
        self.roles = tuple(roles)
        self.until = until
        self.message = message

    @property
    def expires(self):
        return self.sent + LIFETIME

    def has_ended(self, now):
        return now >= self.expires or (self.until is not None and now >= self.until)


class Invitations(Persistent):
    """All open invitations: by ID, by space and by the hash of their token."""

    def __init__(self):
        self._by_id = OOBTree()
        self._by_space = OOTreeSet()
        self._by_hash = OOBTree()

    #: Answers, see :mod:`.answered_invitations`; ``None`` in sites of versions that kept none.
    answered = None

    def get(self, id):
        return self._by_id.get(id)

    def by_hash(self, hashed):
        return self._by_id.get(self._by_hash.get(hashed, ""))

    def of(self, space):
        """Return those to one space, newest first."""
        found = [self._by_id[id] for _uid, id in self._by_space.keys(min=(space.uid,), max=(space.uid + 1,))]
        return sorted(found, key=lambda one: one.sent, reverse=True)

    def count(self, space):
        return len(self._by_space.keys(min=(space.uid,), max=(space.uid + 1,)))

    def add(self, invitation):
        self._by_id[invitation.id] = invitation
        self._by_space.insert((invitation.space, invitation.id))

    def give_token(self, invitation, hashed, at):
        """Replace the token of an invitation."""
        old = getattr(invitation, "hashed", None)
        if old is not None:
            del self._by_hash[old]
        invitation.hashed = hashed
        invitation.sent = at
        self._by_hash[hashed] = invitation.id

    def remove(self, invitation):
        del self._by_id[invitation.id]
        del self._by_hash[invitation.hashed]
        self._by_space.remove((invitation.space, invitation.id))

    def forget_space(self, uid):
        """Delete the invitations to a space that was deleted."""
        for _uid, id in list(self._by_space.keys(min=(uid,), max=(uid + 1,))):
            self.remove(self._by_id[id])

    def __contains__(self, id):
        return id in self._by_id

    def __iter__(self):
        return iter(self._by_id.values())


class Addresses(Persistent):
    """The email addresses of invitations, in the database of people."""

    def __init__(self):
        self._by_id = OOBTree()
        self._ids = OOBTree()

    def get(self, id):
        return self._by_id.get(id, (None, ""))[1]

    def find(self, space, address):
        """Return the ID of the invitation to an address for a space (its UID), or ``""``."""
        return self._ids.get((space, address.casefold()), "")

    def all_to(self, address):
        """Return the IDs of the invitations to an address, in any space."""
        wanted = address.casefold()
        return [id for (_space, known), id in self._ids.items() if known == wanted]

    def add(self, invitation, address):
        self._by_id[invitation.id] = invitation.space, address
        self._ids[invitation.space, address.casefold()] = invitation.id

    def remove(self, id):
        """Delete the address of an invitation and return it."""
        space, address = self._by_id.pop(id, (None, ""))
        self._ids.pop((space, address.casefold()), None)
        return address

    def __iter__(self):
        return iter(self._by_id.keys())


class Invited(NamedTuple):
    """Announced when an invitation is to be sent; its token is derived from ``nonce``."""

    space: object
    act: object
    invitation: object
    nonce: str


class InvitationAnswered(NamedTuple):
    """Announced when an invitation was accepted or declined; ``by`` is who sent it."""

    space: object
    act: object
    by: str
    address: str
    accepted: bool


def token_of(people, nonce):
    """Return the token that is derived from a nonce on this site."""
    made = hmac.new(people.secret, f"invitation {nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def hash_of(token):
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def address_of(people, invitation):
    """Return the email address of an invitation."""
    addresses = people.feature_data(DATA_KEY)
    return addresses.get(invitation.id) if addresses is not None else ""


# -- inviting


def check_may_invite(viewer, space, roles, until):
    """Raise an error for an offer that cannot be sent by email, or not by ``viewer``."""
    if not roles:
        raise BadInput(_("Choose at least one role."))
    members.check_active(viewer, space)
    if space.state not in OPEN_STATES:
        raise Conflict(_("You can invite people by email once the space is open."))
    members.check_membership(space, "", tuple(roles), until, viewer.now)
    members.check_may_give(viewer, space, roles)
    members.check_not_longer(viewer, space, roles, until)


def invite(act, viewer, space, people, address, roles, until=None, message=""):
    """Invite the owner of the email ``address``; announce :class:`Invited`.

    The result is the same whether or not the address belongs to an account, which must not be revealed.
    An open invitation to the same address is replaced.  Raise what :func:`check_may_invite` does, and
    :class:`BadInput` for an invalid email address, and :class:`TooManyRequests` after several to the same address.
    """
    check_may_invite(viewer, space, roles, until)
    address = checked_address(address)
    _count(act, people, address)
    site = site_of(space)
    known = open_to(site, space, people, address)
    invitation = known or Invitation(_new_id(site), space.uid, act.person, act.at)
    invitation.by = act.person
    invitation.offer(tuple(dict.fromkeys(roles)), until, message)
    if known is None:
        site.invitations.add(invitation)
        people.feature_data(DATA_KEY, Addresses).add(invitation, address)
    return _send(act, space, people, invitation, "replaced" if known else "sent")


def send_again(act, viewer, space, people, invitation):
    """Send another link, valid for two weeks; the earlier one becomes invalid."""
    check_may_invite(viewer, space, invitation.roles, invitation.until)
    _count(act, people, address_of(people, invitation))
    invitation.by = act.person
    return _send(act, space, people, invitation, "sent again")


def withdraw(act, viewer, space, people, invitation):
    """Withdraw an invitation."""
    members.check_active(viewer, space)
    end(act, space, people, invitation, "withdrawn")


def checked_address(address):
    """Return an email address in normal form; raise :class:`BadInput` for an invalid one."""
    address = checked(AccountSchema(), {"email": address if isinstance(address, str) else ""})["email"]
    if not address:
        raise BadInput(_("Enter an email address like name@example.org."))
    return address


def open_to(site, space, people, address):
    """Return the invitation to ``address`` for a space, or ``None``."""
    addresses = people.feature_data(DATA_KEY)
    return site.invitations.get(addresses.find(space.uid, address)) if addresses is not None else None


def _send(act, space, people, invitation, how):
    site = site_of(space)
    nonce = secrets.token_hex(32)
    site.invitations.give_token(invitation, hash_of(token_of(people, nonce)), act.at)
    site.event_log.append(
        act,
        INVITATION,
        space.uid,
        key=invitation.id,
        after=(how, invitation.roles),
        since=act.at,
        until=invitation.until,
    )
    return Invited(space, act, invitation, nonce)


def _count(act, people, address):
    """Count an email with the inviter's own words; raise :class:`TooManyRequests` after several to one address.

    Those of other people do not count, as they may be about spaces that this person cannot see.
    """
    attempt = sending_attempt(people.secret, act.person, address.casefold(), "invitation")
    wait = people.throttle.take(attempt, act.at, Limits.of_invitations())
    if wait:
        raise TooManyRequests(TOO_MANY, retry_after=wait)


def end(act, space, people, invitation, how):
    """Remove an invitation and log how it ended; return its email address and the logged event."""
    site = site_of(space)
    site.invitations.remove(invitation)
    addresses = people.feature_data(DATA_KEY)
    address = addresses.remove(invitation.id) if addresses is not None else ""
    event = site.event_log.append(
        act,
        INVITATION,
        space.uid,
        key=invitation.id,
        before=("sent", invitation.roles),
        after=(how, invitation.roles),
    )
    return address, event


def _new_id(site):
    while (id := secrets.token_hex(8)) in site.invitations:
        pass
    return id


# -- deleting


def forget_address(act, site, people, address):
    """Withdraw every invitation to the email address of a person."""
    addresses = people.feature_data(DATA_KEY)
    for uid in {one.space for one in site.invitations} if addresses is not None and address else ():
        invitation = site.invitations.get(addresses.find(uid, address))
        if invitation is not None:
            end(act, site.uids.get(uid), people, invitation, "withdrawn")


def forget_ended(site, people, act):
    """Delete expired invitations that can no longer be sent again, and their addresses; return their number."""
    gone = 0
    answered_invitations.forget(site, act.at)
    for invitation in [one for one in site.invitations if act.at >= one.expires + REMEMBERED]:
        space = site.uids.get(invitation.space)
        end(act, space, people, invitation, "ended")
        gone += 1
    addresses = people.feature_data(DATA_KEY)
    for id in [id for id in addresses or () if id not in site.invitations]:
        addresses.remove(id)
        gone += 1
    return gone
