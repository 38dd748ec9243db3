"""Sign up: an account is created when the person has confirmed the email address.

Nothing is looked up when the form is sent: the input is stored, and the address is only looked up
when the email is composed.  So the answer is the same for everyone and takes the same
time.  The link in the email asks for the password once more, so that people do not take over
an account that someone else has prepared under their address.
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

#: The kind of the messages in the outbox; the pending verification they name selects the email.
MESSAGE = "account"

TAKEN = _("There is already an account with this email address. Log in to it.")


def request_account(
    site, store, at, typed: dict, password: HashedPassword, language: str, origin: dict
) -> PendingVerification:
    """Store the input and send an email to the address."""
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
    """Put a message for the email of a pending verification in the outbox; also used to send it again."""
    site.outbox.put(MESSAGE, verification.id, site.uid, at)


def confirm_account(site, store, at, verification: PendingVerification, login: str) -> Account:
    """Create the account; raise :class:`Conflict` if the address or username has been taken meanwhile."""
    if store.by_email(verification.address) is not None:
        raise Conflict(TAKEN)
    data = verification.data
    account = store.add(
        login, HashedPassword(data["password"]), verification.address, data["name"], at=at, language=data["language"]
    )
    verifications_in(store).use(verification)
    record(site, ActionContext(account.id, at, rule="sign-up"), store.changes_of_new(account))
    return account


def pending_signups(store, now) -> list[PendingVerification]:
    """Return the sign-ups whose address is not verified yet, except those of people who have an account."""
    return [
        verification
        for verification in verifications_of(store).of_kind(SIGN_UP, now)
        if store.by_email(verification.address) is None
    ]


def free_login(store, wanted: str) -> str:
    """Return an unused username like ``wanted``, which is a name or a username."""
    plain = re.sub(r"[^a-z0-9._-]+", ".", unidecode(wanted).lower())[:32].strip("._-") or "person"
    if not LOGIN.fullmatch(plain) or plain in RESERVED_LOGINS:
        plain = f"{plain}-1"
    login, number = plain, 1
    while store.is_taken(login):
        number += 1
        login = f"{plain}-{number}"
    return login
