"""Emails about accounts: to confirm an address, to choose a password, and about changes of an account.

The message in the outbox holds the ID of a pending verification.  Everything else, even whether
the address is known, is looked up when the email is composed, so no answer reveals it.  The token
of a link is created then and stored in no database.  What strangers typed is not repeated: the
email would carry their words to any address.
"""

from functools import partial
from typing import Any

from moothall.core.base.i18n import _
from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.write_lock import write_apart
from moothall.people.email_composition import AddressOnly, Composed, Email
from moothall.people.pending_verifications import (
    ADDRESS,
    NOTICE,
    RESET,
    SIGN_UP,
    stamp_of,
    verifications_in,
    verifications_of,
)
from moothall.people.signup import MESSAGE
from moothall.people.store import PeopleStore

FROM = _("Requested on ${time} with ${device}, from the network ${network}.")
CHANGED_FROM = _("This was done on ${time} with ${device}, from the network ${network}.")
UNKNOWN_DEVICE = _("an unknown app")


class AccountEmail(Email):
    """An email for a pending verification."""

    def __init__(self, registry, site, people, message, verification, recipient):
        super().__init__(registry, site, people, message, recipient)
        self.verification = verification

    def link_with_token(self, name: str, **kept: Any) -> str:
        """Return the address that completes the verification; ``kept`` is stored with it."""

        def issue(root):
            errands = verifications_in(PeopleStore(root[PEOPLE]))
            verification = errands.get(self.verification.id, self.now)
            for attribute, value in kept.items():
                setattr(verification, attribute, value)
            return errands.issue(verification, self.now)

        return self.page_link(f"/{name}/{write_apart(self.registry, PEOPLE, issue)}")

    def origin(self, sentence: str) -> str:
        """Return a sentence with the time, device and network of the request."""
        data = self.verification.data
        return self.translate(
            sentence,
            time=self.clock.exact(self.verification.at),
            device=data["device"] or self.translate(UNKNOWN_DEVICE),
            network=data["network"],
        )

    def compose(self, subject: str, *paragraphs: str, **mapping: Any) -> Composed:
        """Return (address, subject, text); the texts may contain the variable ``site``."""
        return super().compose(subject, *paragraphs, site=self.translate(self.site.title), **mapping)


def sign_up(store, verification, email_to):
    """Compose the email with a link to confirm the address, or a reminder for people who have an account already."""
    account = store.by_email(verification.address)
    if account is None:
        email = email_to(AddressOnly(verification.address, verification.data["language"]))
        return email.compose(
            _("Confirm your email address: ${site}"),
            _("You, or someone using your address, asked for an account at ${site} with this email address."),
            _("Confirm your email address here, with the password you chose:\n${link}"),
            _("You can use the link once, within 24 hours."),
            email.origin(FROM),
            _("If this was not you, ignore this email: we will not create an account, and we will delete the address."),
            link=email.link_with_token("confirm-account"),
        )
    if not account.enabled:
        return None
    email = email_to(account)
    return email.compose(
        _("You already have an account: ${site}"),
        _(
            "You, or someone using your address, asked for an account at ${site} with this email address. You "
            "already have one, with the username “${login}”."
        ),
        _("Log in here:\n${link}"),
        _("If you have forgotten your password, you can reset it on that page."),
        email.origin(FROM),
        _("If this was not you, ignore this email: nothing has changed."),
        link=email.page_link("/login"),
        login=account.login,
    )


def reset(store, verification, email_to):
    """Compose the email with a link to choose a password, if an account has that username or address."""
    asked = verification.data["asked"]
    account = store.by_login(asked) or store.by_email(asked)
    if account is None or not account.enabled or not account.email:
        return None
    email = email_to(account)
    link = email.link_with_token("new-password", person=account.id, stamp=stamp_of(account))
    if verification.data["by"] is not None:
        return email.compose(
            _("Choose your password: ${site}"),
            _(
                "You have an account at ${site}, with the username “${login}”. An administrator sent you this "
                "email so that you can choose a password."
            ),
            _("Choose your password here:\n${link}"),
            _(
                "You can use the link once, within 60 minutes. After that, ask for another one under "
                "“Forgotten your password?”."
            ),
            link=link,
            login=account.login,
        )
    return email.compose(
        _("Reset your password: ${site}"),
        _(
            "You, or someone using your address, asked for a new password for your account at ${site}. Your "
            "username is “${login}”."
        ),
        _("Choose the new password here:\n${link}"),
        _("You can use the link once, within 60 minutes."),
        email.origin(FROM),
        _("If this was not you, ignore this email: your password has not changed."),
        link=link,
        login=account.login,
    )


def new_address(store, verification, email_to):
    """Compose the email with a link to confirm a new address, or one to the person who has that address already."""
    account, other = store.by_id(verification.person), store.by_email(verification.address)
    if account is None or not account.enabled:
        return None
    if other is not None and other is not account:
        if not other.enabled:
            return None
        email = email_to(other)
        return email.compose(
            _("Your email address: ${site}"),
            _(
                "Someone tried to use this email address for another account at ${site}. It belongs to your "
                "account, so nothing has changed."
            ),
            _("If that was you, log in here and check which address you use:\n${link}"),
            email.origin(FROM),
            link=email.page_link("/login?came_from=/people/log-in"),
        )
    email = email_to(AddressOnly(verification.address, account.language))
    return email.compose(
        _("Confirm your new email address: ${site}"),
        _("You, or someone on your behalf, asked to use this email address for the account “${login}” at ${site}."),
        _("Confirm your email address here:\n${link}"),
        _("You can use the link once, within 24 hours."),
        email.origin(FROM),
        _("If this was not you, ignore this email: the address will not be used."),
        link=email.link_with_token("new-address"),
        login=account.login,
    )


#: What was done → (subject, first line, what to do otherwise, and where).
NOTICES = {
    "password": (
        _("Your password has been changed: ${site}"),
        _("The password of your account at ${site} has been changed, and all earlier sessions have ended."),
        _("If this was not you, reset your password now:\n${link}"),
        "forgotten-password",
    ),
    "address": (
        _("Your email address has been changed: ${site}"),
        _("Your account at ${site} now has another email address. We will no longer email this one."),
        _("If this was not you, contact us now:\n${link}"),
        "contact",
    ),
    "erased": (
        _("Your account has been deleted: ${site}"),
        _(
            "Your account at ${site} has been deleted, with everything we stored about you. What you wrote "
            "stays where others have seen it, under “Former member”."
        ),
        _("If you did not want this, or have questions:\n${link}"),
        "contact",
    ),
}


def notice(_store, verification, email_to):
    """Compose the email about a change of an account, to the address it had then."""
    data = verification.data
    subject, first, otherwise, where = NOTICES[data["said"]]
    email = email_to(AddressOnly(verification.address, data["language"]))
    own = [email.origin(CHANGED_FROM)] if data.get("network") else []
    if data["by"] is not None and data["by"] != verification.person:
        own = [_("A site administrator did this.")]
    return email.compose(subject, first, *own, otherwise, link=email.page_link(f"/{where}"))


EMAILS = {SIGN_UP: sign_up, RESET: reset, ADDRESS: new_address, NOTICE: notice}


def build(registry, site, people, message):
    """Compose the email for the pending verification that a message names, unless it has ended."""
    store = PeopleStore(people)
    verification = verifications_of(store).get(message.to, registry.clock())
    if verification is None:
        return None
    email_to = partial(AccountEmail, registry, site, store, message, verification)
    return EMAILS[verification.kind](store, verification, email_to)


def includeme(config):
    config.add_email(MESSAGE, build)
