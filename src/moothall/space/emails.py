"""Emails about spaces and their members: decisions, requests, invitations, bans, owners, memberships that end."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.people.email_composition import AddressOnly, Email, to_account
from moothall.people.recipients import owners
from moothall.people.store import PeopleStore
from moothall.space import invitation_acceptance, invitations, membership_review
from moothall.space.role_labels import ROLE_WORDS

ACCEPT = _(
    "Accept or decline here: ${link}\n\nYou can use the link once, until ${date}. If you were not expecting "
    "this email, you can ignore it."
)
RENEW = _("Renew or end them here: ${link}")

#: (transition, state it leads to, subject, first line).
DECISIONS = (
    ("activate", "active", _("Open: ${title}"), _("${person} has opened “${title}”, which you own.")),
    ("refuse", "draft", _("Sent back: ${title}"), _("${person} has sent “${title}”, which you own, back to you.")),
    (
        "refuse_archival",
        "active",
        _("Archiving declined: ${title}"),
        _("${person} has declined your request to archive “${title}”, which you own."),
    ),
    (
        "archive",
        "archived",
        _("Archived: ${title}"),
        _("${person} has archived “${title}”, which you own. It can be read but not changed."),
    ),
    (
        "suspend",
        "suspended",
        _("Paused: ${title}"),
        _("${person} has paused “${title}”, which you own. Nothing can be changed there until it is resumed."),
    ),
    ("resume", "active", _("Reopened: ${title}"), _("${person} has resumed “${title}”, which you own.")),
)


def membership(email, space):
    """Compose the email about a change of the recipient's membership by others."""
    before, after = email.data["before"], email.data["after"]
    roles = ", ".join(email.translate(ROLE_WORDS[role]) for role in after)
    seen = email.viewer.sees(space)
    if after and not seen:
        return None
    if after and set(before) == set(after):
        until = email.data["until"]
        words = (
            _("Your membership of ${title}"),
            _("${person} has changed the end date of your membership of “${title}” to ${date}.")
            if until
            else _("${person} has removed the end date of your membership of “${title}”."),
        )
    elif after and before:
        words = _("Your roles in ${title}"), _("${person} has changed your roles in “${title}”. You are now: ${roles}.")
    elif after:
        words = _("You are now a member of ${title}"), _("${person} has added you to “${title}” as: ${roles}.")
    else:
        words = (_("You are no longer a member of ${title}"), _("${person} has ended your membership of “${title}”."))
    date = email.clock.end(email.data["until"]) if email.data["until"] else ""
    title = space.title if seen else email.data["title"]
    return email.compose_about(
        words, title, email.link(space if seen else email.site), email.data["reason"], roles=roles, date=date
    )


def invitation(registry, site, people, message):
    """Compose the invitation, unless it is no longer valid."""
    store, now = PeopleStore(people), registry.clock()
    token = invitations.token_of(store, message.data["nonce"])
    try:
        offered, space = invitation_acceptance.find(site, token, now)
    except NotFound:
        return None
    address, by = invitations.address_of(store, offered), store.by_id(offered.by)
    if not address or not invitation_acceptance.is_valid_offer(site, store, offered, now):
        return None
    known = store.by_email(address)
    email = Email(registry, site, store, message, AddressOnly(address, (known or by).language))
    words = (_("Invitation to ${title}"), _("${person} invites you to “${title}” as: ${roles}."))
    return email.compose_about(
        words,
        space.title,
        email.page_link(f"/invitation/{token}"),
        offered.message,
        see=ACCEPT,
        roles=", ".join(email.translate(ROLE_WORDS[role]) for role in offered.roles),
        date=email.clock.day(offered.expires),
    )


def invitation_answered(email, space):
    """Compose the email with the answer to an invitation, if the recipient still manages the members."""
    if not email.viewer.allowed(Permission.MANAGE, space):
        return None
    link = email.link(space, "people")
    if email.data["accepted"]:
        words = (
            _("Accepted: your invitation to ${title}"),
            _("${person} has accepted your invitation to “${title}” and is now a member."),
        )
        return email.compose_about(words, space.title, link)
    words = (_("Declined: your invitation to ${title}"), _("${address} has declined your invitation to “${title}”."))
    return email.compose_about(words, space.title, link, address=email.data["address"])


def join_declined(email, space):
    """Compose the email about a declined request to join, with the reason."""
    words = (_("Your request to join ${title}"), _("${person} has declined your request to join “${title}”."))
    return _about(email, space, words)


def ban_lifted(email, space):
    """Compose the email about the end of a ban."""
    words = (_("You are no longer banned from ${title}"), _("The moderators have lifted your ban from “${title}”."))
    return _about(email, space, words)


def ownership_transferred(email, space):
    """Compose the email to the new owner, or to the former one."""
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


def expiring_memberships(email, space):
    """Compose the email about memberships that end soon, if the recipient can still renew them."""
    rows = membership_review.expiring(space, email.now)
    if not rows or not email.viewer.allowed(Permission.MANAGE, space):
        return None
    first = email.pluralize(
        "The membership of ${n} person in “${title}” ends within two weeks. You are an owner there.",
        "The memberships of ${n} people in “${title}” end within two weeks. You are an owner there.",
        len(rows),
        title=email.translate(space.title),
    )
    names = "\n".join(
        email.translate(_("${name}: until ${date}"), name=email.name(row.person), date=email.clock.end(row.until))
        for row in rows
    )
    return email.compose_about(
        (_("Memberships ending soon: ${title}"), first),
        space.title,
        email.link(space, "people", "review"),
        names,
        see=RENEW,
    )


def _about(email, space, words, **mapping):
    """Compose an email about a space, with its title when the message was left if the recipient no longer sees it."""
    seen = email.viewer.sees(space)
    return email.compose_about(
        words,
        space.title if seen else email.data["title"],
        email.link(space if seen else email.site),
        email.data["reason"],
        **mapping,
    )


def includeme(config):
    for transition, target, subject, first in DECISIONS:
        config.add_transition_email("space", transition, target, subject, first, recipients=owners)
    config.add_email("invitation", invitation)
    for kind, compose in (
        ("membership", membership),
        ("invitation answered", invitation_answered),
        ("join declined", join_declined),
        ("ban lifted", ban_lifted),
        ("handed over", ownership_transferred),
    ):
        config.add_email(kind, to_account(compose))
    config.add_email("lapsing", to_account(expiring_memberships), choice="decisions")
