"""A new mail address: it holds when somebody has followed the link that was sent there, and the old one is told."""

from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.event_log.log import ActionContext
from moothall.people.account import Account
from moothall.people.account_log import note
from moothall.people.log_events import NEW_ADDRESS
from moothall.people.notices import tell
from moothall.people.pending_verifications import ADDRESS, PendingVerification, verifications_in, verifications_of
from moothall.people.schema import AccountSchema, checked
from moothall.people.signup import send

TAKEN = _("You cannot use that address for this account.")


def request_address_change(
    site, store, act, account: Account, email: str, language: str, origin: dict
) -> PendingVerification:
    """Have a link sent to the new address; one that was asked for before is void."""
    email = checked(AccountSchema(), {"email": email})["email"]
    errands = verifications_in(store)
    errands.drop_for_person(account.id, ADDRESS)
    verification = errands.add(ADDRESS, act.at, email, account.id, language=language, **origin)
    send(site, verification, act.at)
    return verification


def pending_address(store, account: Account, now) -> str:
    """The address that waits to be verified, or nothing."""
    return next(
        (
            verification.address
            for verification in verifications_of(store).of_kind(ADDRESS, now)
            if verification.person == account.id
        ),
        "",
    )


def confirm_address(site, store, at, verification: PendingVerification) -> Account:
    """Let the new address hold, and tell the old one; raises :class:`Conflict` where it was taken meanwhile."""
    account = store.by_id(verification.person)
    other = store.by_email(verification.address)
    if account is None or not account.enabled or (other is not None and other is not account):
        raise Conflict(TAKEN)
    verifications_in(store).drop(verification)
    change_address(site, store, ActionContext(account.id, at, rule="address verified"), account, verification.address)
    return account


def change_address(site, store, act, account: Account, email: str) -> None:
    """Let another address hold, known to be the person's, and tell the old one."""
    old = account.email
    store.set_email(act, account, email)
    note(site, act, NEW_ADDRESS, account.id)
    if old and old != account.email:
        tell(site, store, act, account, "address", old)
