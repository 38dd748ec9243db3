"""Mails about who belongs to a space: requests, invitations, bans, handing over, memberships that end."""

from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.access.person import GUEST, Person
from moothall.core.base.errors import Absent
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.notification.emails import SEE_IT, Letter, builder
from moothall.people.store import PeopleStore
from moothall.space import invitations, membership_review
from moothall.space.invitations import InvitationAnswered, Invited
from moothall.space.members import BanLifted, Banned, JoinDeclined
from moothall.space.role_labels import ROLE_WORDS
from moothall.space.transfer import HandedOver

ACCEPT = _(
    "Accept or decline it here: ${link}\n\nThe link works once, until ${date}. If you do not know what this is "
    "about, you need not do anything."
)
RENEW = _("Renew them or let them lapse here: ${link}")


class Stranger(NamedTuple):
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


def tell_of_an_invitation(event):
    """Whoever reads the mail at the address; the word that the link is made of goes with the message."""
    site_of(event.space).outbox.put(
        "invitation", None, event.space.uid, event.act.at, by=event.act.person, nonce=event.nonce
    )


def tell_of_an_answer(event):
    """Who has invited somebody."""
    _tell("invitation answered", event.by, event, address=event.address, accepted=event.accepted)


def tell_of_a_refusal(event):
    """Who has asked to join."""
    _tell("join declined", event.person, event)


def tell_of_a_ban(event):
    """Who is banned."""
    _tell("banned", event.person, event, until=event.until)


def tell_of_a_lifted_ban(event):
    """Who was banned."""
    _tell("ban lifted", event.person, event)


def tell_of_handing_over(event):
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
    except Absent:
        return None
    address, by = invitations.address_of(store, offered), store.by_id(offered.by)
    if not address or not invitations.holds(site, store, offered, now):
        return None
    known = store.by_email(address)
    letter = Letter(registry, site, store, message, Stranger(address, (known or by).language))
    words = (_("Invitation to ${title}"), _("${person} invites you to “${title}” as: ${roles}."))
    return letter.write(
        words,
        space.title,
        letter.link(site, f"/invitation/{token}"),
        offered.message,
        see=ACCEPT,
        roles=", ".join(letter.translate(ROLE_WORDS[role]) for role in offered.roles),
        date=letter.clock.day(offered.expires.date()),
    )


def invitation_answered(letter, space):
    """What somebody who was invited has said, for those who still look after the members."""
    if not letter.viewer.allowed(Permission.MANAGE, space):
        return None
    link = letter.link(space, f"{letter.path(space)}/people")
    if letter.data["accepted"]:
        words = (
            _("Accepted: your invitation to ${title}"),
            _("${person} has accepted your invitation to “${title}” and is a member now."),
        )
        return letter.write(words, space.title, link)
    words = (_("Declined: your invitation to ${title}"), _("${address} has declined your invitation to “${title}”."))
    return letter.write(words, space.title, link, address=letter.data["address"])


def join_declined(letter, space):
    """The answer to a request, with its reason."""
    words = (_("Your request to join ${title}"), _("${person} has declined your request to join “${title}”."))
    return _about(letter, space, words)


def banned(letter, space):
    """That somebody counts as a guest from now on, until when, and why."""
    until = letter.data["until"]
    if until is None:
        words = (
            _("You are banned from ${title}"),
            _("${person} has banned you from “${title}”. You count as a guest there until the ban is lifted."),
        )
        return _about(letter, space, words)
    words = (
        _("You are banned from ${title}"),
        _("${person} has banned you from “${title}”. You count as a guest there until ${date}."),
    )
    return _about(letter, space, words, date=letter.clock.day(until.date()))


def ban_lifted(letter, space):
    """That it is over."""
    words = (_("You are no longer banned from ${title}"), _("${person} has lifted your ban from “${title}”."))
    return _about(letter, space, words)


def handed_over(letter, space):
    """To the new owner, and to the former one."""
    former, receiver = (letter.name(letter.data[name]) for name in ("former", "receiver"))
    if letter.message.to == letter.data["receiver"]:
        words = (
            _("You are the owner of ${title}"),
            _("${person} has handed “${title}” over to you. You are its owner now."),
        )
    else:
        words = (
            _("${title} has another owner"),
            _("“${title}” was handed over to ${receiver}. You are a facilitator there now."),
        )
    return _about(letter, space, words, former=former, receiver=receiver)


def lapsing(letter, space):
    """Which memberships end soon, for an owner who can still do something about it."""
    rows = membership_review.lapsing(space, letter.viewer.now)
    if not rows or not letter.viewer.allowed(Permission.MANAGE, space):
        return None
    first = letter.pluralize(
        "The membership of ${n} person in “${title}” ends within two weeks. You are an owner there.",
        "The memberships of ${n} people in “${title}” end within two weeks. You are an owner there.",
        len(rows),
        title=letter.translate(space.title),
    )
    names = "\n".join(
        letter.translate(
            _("${name}: until ${date}"), name=letter.name(row.person), date=letter.clock.day(row.until.date())
        )
        for row in rows
    )
    return letter.write(
        (_("Memberships that end: ${title}"), first),
        space.title,
        letter.link(space, f"{letter.path(space)}/people/review"),
        names,
        see=RENEW,
    )


def _about(letter, space, words, **mapping):
    """A mail about a space that its receiver may not see any more: by the name it had then."""
    seen = letter.viewer.sees(space)
    return letter.write(
        words,
        space.title if seen else letter.data["title"],
        letter.link(space if seen else letter.site),
        letter.data["reason"],
        see=SEE_IT,
        **mapping,
    )


def includeme(config):
    for subscriber, event in (
        (tell_of_an_invitation, Invited),
        (tell_of_an_answer, InvitationAnswered),
        (tell_of_a_refusal, JoinDeclined),
        (tell_of_a_ban, Banned),
        (tell_of_a_lifted_ban, BanLifted),
        (tell_of_handing_over, HandedOver),
    ):
        config.add_subscriber(subscriber, event)
    config.add_mail("invitation", invitation)
    for kind, compose in (
        ("invitation answered", invitation_answered),
        ("join declined", join_declined),
        ("banned", banned),
        ("ban lifted", ban_lifted),
        ("handed over", handed_over),
        ("lapsing", lapsing),
    ):
        config.add_mail(kind, builder(compose))
