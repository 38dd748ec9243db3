"""Reset a forgotten password by a link in an email.

As for a sign-up, nothing is looked up when the request arrives.  The link is bound to the password
and the address the account had when the email was composed: a change of either, and so its use,
makes it invalid.
"""

import hmac

from moothall.core.event_log.log import ActionContext
from moothall.people.account import Account
from moothall.people.account_log import note
from moothall.people.log_events import NEW_PASSWORD
from moothall.people.notices import notify_owner
from moothall.people.pending_verifications import RESET, PendingVerification, stamp_of, verifications_in
from moothall.people.signup import send


def request_password_reset(site, store, at, asked: str, origin: dict, by: str | None = None) -> PendingVerification:
    """Send a link to the owner of a username or address; ``by`` is the administrator who requests it, if any."""
    verification = verifications_in(store).add(RESET, at, asked=asked, by=by, **origin)
    send(site, verification, at)
    return verification


def account_for(store, verification: PendingVerification) -> Account | None:
    """Return the account whose password the link resets, or None if the link is invalid."""
    account = store.by_id(verification.person)
    if account is None or not account.enabled or not hmac.compare_digest(verification.stamp, stamp_of(account)):
        return None
    return account


def set_forgotten_password(site, store, at, verification: PendingVerification, account: Account, password: str) -> None:
    """Set the password, end every session, invalidate every other link, and notify the person by email."""
    act = ActionContext(account.id, at, rule="password reset")
    store.set_password(act, account, password)
    verifications_in(store).use(verification)
    note(site, act, NEW_PASSWORD, account.id)
    notify_owner(site, store, act, account, "password", **_origin(verification))


def _origin(verification):
    return {name: verification.data.get(name, "") for name in ("device", "network")}
