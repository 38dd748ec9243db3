"""Mails about who belongs to a space: requests, invitations, bans, handing over, memberships that end."""

from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.access.person import GUEST, Person
from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.notification.emails import SEE_IT, Email, builder
from moothall.people.store import PeopleStore
from moothall.space import invitations, membership_review
from moothall.space.bans import BanLifted, Banned
from moothall.space.invitations import InvitationAnswered, Invited
from moothall.space.join_requests import JoinDeclined
from moothall.space.role_labels import ROLE_WORDS
from moothall.space.transfer import HandedOver

ACCEPT = _(
    "Accept or decline here: ${link}\n\nYou can use the link once, until ${date}. If you were not expecting "
    "this email, you can ignore it."
)
RENEW = _("Renew or end them here: ${link}")


class ExternalRecipient(NamedTuple):
    """Whom a mail goes to who need not have an account."""

    email: str
    language: str
    person: Person = GUEST


# -- who is told


def _tell(kind, person, event, **data):
    """A message for one person, under the title that the space has now: they may not see it any more."""
    space, act = event.space, event.act
    site_of(space).outbox.put(
        kind, person, space.uid, act.at, by=act.person, reason=act.reason, title=str(space.title), **data
    )


def notify_invitation(event):
    """Whoever reads the mail at the address; the word that the link is made of goes with the message."""
    site_of(event.space).outbox.put(
        "invitation", None, event.space.uid, event.act.at, by=event.act.person, nonce=event.nonce
    )


def notify_invitation_answered(event):
    """Who has invited somebody."""
    _tell("invitation answered", event.by, event, address=event.address, accepted=event.accepted)


def notify_join_declined(event):
    """Who has asked to join."""
    _tell("join declined", event.person, event)


def notify_ban(event):
    """Who is banned."""
    _tell("banned", event.person, event, until=event.until)


def notify_ban_lifted(event):
    """Who was banned."""
    _tell("ban lifted", event.person, event)


def notify_owner_changed(event):
    """The owner there is now, and the one there was."""
    for person in (event.receiver, event.former):
        _tell("handed over", person, event, former=event.former, receiver=event.receiver)


# -- what they read


def invitation(registry, site, people, message):
    """The invitation itself, unless it does not hold any more."""
    store, now = PeopleStore(people), registry.clock()
    token = invitations.token_of(store, message.data["nonce"])
    try:
        offered, space = invitations.find(site, token, now)
    except NotFound:
        return None
    address, by = invitations.address_of(store, offered), store.by_id(offered.by)
    if not address or not invitations.holds(site, store, offered, now):
        return None
    known = store.by_email(address)
    email = Email(registry, site, store, message, ExternalRecipient(address, (known or by).language))
    words = (_("Invitation to ${title}"), _("${person} invites you to “${title}” as: ${roles}."))
    return email.write(
        words,
        space.title,
        email.link(site, f"/invitation/{token}"),
        offered.message,
        see=ACCEPT,
        roles=", ".join(email.translate(ROLE_WORDS[role]) for role in offered.roles),
        date=email.clock.day(offered.expires.date()),
    )


def invitation_answered(email, space):
    """What somebody who was invited has said, for those who still look after the members."""
    if not email.viewer.allowed(Permission.MANAGE, space):
        return None
    link = email.link(space, f"{email.path(space)}/people")
    if email.data["accepted"]:
        words = (
            _("Accepted: your invitation to ${title}"),
            _("${person} has accepted your invitation to “${title}” and is now a member."),
        )
        return email.write(words, space.title, link)
    words = (_("Declined: your invitation to ${title}"), _("${address} has declined your invitation to “${title}”."))
    return email.write(words, space.title, link, address=email.data["address"])


def join_declined(email, space):
    """The answer to a request, with its reason."""
    words = (_("Your request to join ${title}"), _("${person} has declined your request to join “${title}”."))
    return _about(email, space, words)


def banned(email, space):
    """That somebody counts as a guest from now on, until when, and why."""
    until = email.data["until"]
    if until is None:
        words = (
            _("You are banned from ${title}"),
            _("${person} has banned you from “${title}”. You count as a visitor there until the ban is lifted."),
        )
        return _about(email, space, words)
    words = (
        _("You are banned from ${title}"),
        _("${person} has banned you from “${title}” until ${date}. Until then you count as a visitor there."),
    )
    return _about(email, space, words, date=email.clock.day(until.date()))


def ban_lifted(email, space):
    """That it is over."""
    words = (_("You are no longer banned from ${title}"), _("${person} has lifted your ban from “${title}”."))
    return _about(email, space, words)


def handed_over(email, space):
    """To the new owner, and to the former one."""
    former, receiver = (email.name(email.data[name]) for name in ("former", "receiver"))
    if email.message.to == email.data["receiver"]:
        words = (
            _("You are the owner of ${title}"),
            _("${person} has transferred “${title}” to you. You are now its owner."),
        )
    else:
        words = (
            _("${title} has a new owner"),
            _("Ownership of “${title}” was transferred to ${receiver}. You are now a facilitator there."),
        )
    return _about(email, space, words, former=former, receiver=receiver)


def lapsing(email, space):
    """Which memberships end soon, for an owner who can still do something about it."""
    rows = membership_review.expiring(space, email.viewer.now)
    if not rows or not email.viewer.allowed(Permission.MANAGE, space):
        return None
    first = email.pluralize(
        "The membership of ${n} person in “${title}” ends within two weeks. You are an owner there.",
        "The memberships of ${n} people in “${title}” end within two weeks. You are an owner there.",
        len(rows),
        title=email.translate(space.title),
    )
    names = "\n".join(
        email.translate(
            _("${name}: until ${date}"), name=email.name(row.person), date=email.clock.day(row.until.date())
        )
        for row in rows
    )
    return email.write(
        (_("Memberships ending soon: ${title}"), first),
        space.title,
        email.link(space, f"{email.path(space)}/people/review"),
        names,
        see=RENEW,
    )


def _about(email, space, words, **mapping):
    """A mail about a space that its receiver may not see any more: by the name it had then."""
    seen = email.viewer.sees(space)
    return email.write(
        words,
        space.title if seen else email.data["title"],
        email.link(space if seen else email.site),
        email.data["reason"],
        see=SEE_IT,
        **mapping,
    )


def includeme(config):
    for subscriber, event in (
        (notify_invitation, Invited),
        (notify_invitation_answered, InvitationAnswered),
        (notify_join_declined, JoinDeclined),
        (notify_ban, Banned),
        (notify_ban_lifted, BanLifted),
        (notify_owner_changed, HandedOver),
    ):
        config.add_subscriber(subscriber, event)
    config.add_email("invitation", invitation)
    for kind, compose in (
        ("invitation answered", invitation_answered),
        ("join declined", join_declined),
        ("banned", banned),
        ("ban lifted", ban_lifted),
        ("handed over", handed_over),
    ):
        config.add_email(kind, builder(compose))
    config.add_email("lapsing", builder(lapsing), choice="decisions")
