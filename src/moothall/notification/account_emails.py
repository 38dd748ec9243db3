"""The mails about accounts: to confirm an address, for a new password, and to say what became of an account.

Each names its errand and nothing else; what it says is looked up when it is written,
and so is whether the address is known, which nobody who asks is told.  The token in
a link is made here and is in no database.  What strangers typed (a name, say) is not
in the mail: it would carry their words to any address they like.
"""

from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.write_lock import write_apart
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
from moothall.ui.layout.dates import Clock
from moothall.ui.locale import localizer_for

FROM = _("Requested on ${time} with ${device}, from the network ${network}.")
CHANGED_FROM = _("This was done on ${time} with ${device}, from the network ${network}.")
UNKNOWN_DEVICE = _("an unknown app")


class AccountEmail:
    """A mail about one errand, in the language of its receiver."""

    def __init__(self, registry, site, store, verification, language):
        self.verification, self.store = verification, store
        self._registry = registry
        self._localizer = localizer_for(registry, language)
        self._clock = Clock(registry.clock(), self._localizer)
        self._site = self.translate(site.title)

    def translate(self, text, **mapping):
        return self._localizer.translate(_(text, mapping=mapping) if mapping else text)

    def link(self, *path):
        """An address on this site."""
        return "/".join((settings_of(self._registry).site_url, *path))

    def link_with_token(self, name, **kept):
        """An address that opens the errand; ``kept`` is remembered with it."""

        def issue(root):
            errands = verifications_in(PeopleStore(root[PEOPLE]))
            verification = errands.get(self.verification.id, self._registry.clock())
            for attribute, value in kept.items():
                setattr(verification, attribute, value)
            return errands.issue(verification, self._registry.clock())

        return self.link(name, write_apart(self._registry, PEOPLE, issue))

    def origin(self, sentence):
        """From where it was asked for or done."""
        data = self.verification.data
        return self.translate(
            sentence,
            time=self._clock.exact(self.verification.at),
            device=data["device"] or self.translate(UNKNOWN_DEVICE),
            network=data["network"],
        )

    def write(self, address, subject, *paragraphs, **mapping):
        """(address, subject, text)."""
        mapping = {"site": self._site, **mapping}
        # What has been translated already holds names, in which nothing is to be filled in.
        parts = [one if type(one) is str else self.translate(one, **mapping) for one in paragraphs]
        return address, self.translate(subject, **mapping), "\n\n".join([*parts, f"-- \n{self._site}"]) + "\n"


def sign_up(registry, site, store, verification):
    """A link to confirm the address, or where it has an account already, a reminder of it."""
    account = store.by_email(verification.address)
    if account is None:
        email = AccountEmail(registry, site, store, verification, verification.data["language"])
        return email.write(
            verification.address,
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
    email = AccountEmail(registry, site, store, verification, account.language)
    return email.write(
        account.email,
        _("You already have an account: ${site}"),
        _(
            "You, or someone using your address, asked for an account at ${site} with this email address. You "
            "already have one, with the username “${login}”."
        ),
        _("Log in here:\n${link}"),
        _("If you have forgotten your password, you can reset it on that page."),
        email.origin(FROM),
        _("If this was not you, ignore this email: nothing has changed."),
        link=email.link("login"),
        login=account.login,
    )


def reset(registry, site, store, verification):
    """A link to choose a new password, if there is an account of that log-in or address."""
    asked = verification.data["asked"]
    account = store.by_login(asked) or store.by_email(asked)
    if account is None or not account.enabled or not account.email:
        return None
    email = AccountEmail(registry, site, store, verification, account.language)
    link = email.link_with_token("new-password", person=account.id, stamp=stamp_of(account))
    if verification.data["by"] is not None:
        return email.write(
            account.email,
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
    return email.write(
        account.email,
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


def new_address(registry, site, store, verification):
    """A link to confirm a new address; if it belongs to somebody else, they are told."""
    account, other = store.by_id(verification.person), store.by_email(verification.address)
    if account is None or not account.enabled:
        return None
    if other is not None and other is not account:
        if not other.enabled:
            return None
        email = AccountEmail(registry, site, store, verification, other.language)
        return email.write(
            other.email,
            _("Your email address: ${site}"),
            _(
                "Someone tried to use this email address for another account at ${site}. It belongs to your "
                "account, so nothing has changed."
            ),
            _("If that was you, log in here and check which address you use:\n${link}"),
            email.origin(FROM),
            link=email.link("login?came_from=/people/log-in"),
        )
    email = AccountEmail(registry, site, store, verification, account.language)
    return email.write(
        verification.address,
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


def notice(registry, site, store, verification):
    """What became of an account, to the address it had then."""
    data = verification.data
    subject, first, otherwise, where = NOTICES[data["said"]]
    email = AccountEmail(registry, site, store, verification, data["language"])
    own = [email.origin(CHANGED_FROM)] if data.get("network") else []
    if data["by"] is not None and data["by"] != verification.person:
        own = [_("A site administrator did this.")]
    return email.write(verification.address, subject, first, *own, otherwise, link=email.link(where))


EMAILS = {SIGN_UP: sign_up, RESET: reset, ADDRESS: new_address, NOTICE: notice}


def build(registry, site, people, message):
    """What the delivery calls: the letter for the errand that a message names, unless that is over."""
    store = PeopleStore(people)
    verification = verifications_of(store).get(message.to, registry.clock())
    return EMAILS[verification.kind](registry, site, store, verification) if verification is not None else None


def includeme(config):
    config.add_email(MESSAGE, build)
