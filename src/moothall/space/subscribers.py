"""Notify people of changes to their membership of a space, and of decisions they have to make for it."""

from moothall.core.content.items import site_of
from moothall.people.recipients import notify
from moothall.space.bans import BanLifted
from moothall.space.invitations import InvitationAnswered, Invited
from moothall.space.join_requests import JoinDeclined
from moothall.space.members import MembershipChanged
from moothall.space.transfer import OwnershipTransferred


def notify_membership(event):
    """Notify a person of changes that others made to their membership."""
    if event.changes_something:
        notify(
            "membership",
            [event.person],
            event.space,
            event.act,
            before=event.before,
            after=event.after,
            until=event.until,
            reason=event.act.reason,
            title=str(event.space.title),
        )


def notify_invitation(event):
    """Send an invitation to an address; the message contains the nonce its link is derived from."""
    site_of(event.space).outbox.put(
        "invitation", None, event.space.uid, event.act.at, by=event.act.person, nonce=event.nonce
    )


def notify_invitation_answered(event):
    """Notify the person who sent the invitation."""
    _put("invitation answered", event.by, event, address=event.address, accepted=event.accepted)


def notify_join_declined(event):
    """Notify the person who requested to join."""
    _put("join declined", event.person, event)


def notify_ban_lifted(event):
    """Notify the person who was banned."""
    _put("ban lifted", event.person, event)


def notify_owner_changed(event):
    """Notify the new owner and the former one, except the one who did it."""
    for person in (event.receiver, event.former):
        _put("handed over", person, event, former=event.former, receiver=event.receiver)


def _put(kind, person, event, **data):
    """Put a message for one person in the outbox, with the title of the space, which they may not see later."""
    space, act = event.space, event.act
    site_of(space).outbox.put(
        kind, person, space.uid, act.at, by=act.person, reason=act.reason, title=str(space.title), **data
    )


def includeme(config):
    for subscriber, event in (
        (notify_membership, MembershipChanged),
        (notify_invitation, Invited),
        (notify_invitation_answered, InvitationAnswered),
        (notify_join_declined, JoinDeclined),
        (notify_ban_lifted, BanLifted),
        (notify_owner_changed, OwnershipTransferred),
    ):
        config.add_subscriber(subscriber, event)
