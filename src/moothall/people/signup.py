"""Signing up: an account is made when the person has shown that the mail address is theirs.

Nothing is looked up when somebody asks for an account: what was typed is kept,
and whether the address is known is found out when the mail is written.  So the
answer is the same for everybody, and takes as long.  The link in the mail asks for
the password once more: whoever finds an account prepared under their address by
somebody else cannot be made to take it over.
"""

import re

from unidecode import unidecode

from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.event_log.log import ActionContext
from moothall.people.account import Account
from moothall.people.account_log import record
from moothall.people.passwords import HashedPassword
from moothall.people.pending_verifications import SIGN_UP, PendingVerification, verifications_in, verifications_of
from moothall.people.schema import LOGIN, RESERVED_LOGINS

#: The kind of the messages in the outbox; what is written says the errand they name.
MESSAGE = "account"

TAKEN = _("There is already an account with this email address. Log in to it.")


def request_account(
    site, store, at, typed: dict, password: HashedPassword, language: str, origin: dict
) -> PendingVerification:
    """Keep what was typed, and have a mail sent to the address."""
    verification = verifications_in(store).add(
        SIGN_UP,
        at,
        typed["email"],
        name=typed["name"],
        login=typed["login"],
        password=str(password),
        language=language,
        came_from=typed["came_from"],
        **origin,
    )
    send(site, verification, at)
    return verification


def send(site, verification: PendingVerification, at) -> None:
    """Leave a message that has the mail for an errand written and sent; again for one whose mail got lost."""
    site.outbox.put(MESSAGE, verification.id, site.uid, at)


def confirm_account(site, store, at, verification: PendingVerification, login: str) -> Account:
    """Make the account; raises :class:`Conflict` where address or log-in have been taken meanwhile."""
    if store.by_email(verification.address) is not None:
        raise Conflict(TAKEN)
    data = verification.data
    account = store.add(
        login, HashedPassword(data["password"]), verification.address, data["name"], at=at, language=data["language"]
    )
    verifications_in(store).drop(verification)
    record(site, ActionContext(account.id, at, rule="sign-up"), store.changes_of_new(account))
    return account


def waiting(store, now) -> list[PendingVerification]:
    """The sign-ups whose address is not verified yet; those of people who have an account are none."""
    return [
        verification
        for verification in verifications_of(store).of_kind(SIGN_UP, now)
        if store.by_email(verification.address) is None
    ]


def free_login(store, wanted: str) -> str:
    """A log-in like ``wanted``, a name or a log-in, that nobody has."""
    plain = re.sub(r"[^a-z0-9._-]+", ".", unidecode(wanted).lower())[:32].strip("._-") or "person"
    if not LOGIN.fullmatch(plain) or plain in RESERVED_LOGINS:
        plain = f"{plain}-1"
    login, number = plain, 1
    while store.by_login(login) is not None or login in store.groups():
        number += 1
        login = f"{plain}-{number}"
    return login
