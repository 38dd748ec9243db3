"""Change an email address: the link sent to the new address activates it and notifies the old one."""

from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.event_log.log import ActionContext
from moothall.people.account import Account
from moothall.people.account_log import note
from moothall.people.log_events import NEW_ADDRESS
from moothall.people.notices import notify_owner
from moothall.people.pending_verifications import ADDRESS, PendingVerification, verifications_in, verifications_of
from moothall.people.schema import AccountSchema, checked
from moothall.people.signup import send

TAKEN = _("You cannot use that address for this account.")


def request_address_change(
    site, store, act, account: Account, email: str, language: str, origin: dict
) -> PendingVerification:
    """Send a link to the new address; an earlier link becomes invalid."""
    email = checked(AccountSchema(), {"email": email})["email"]
    errands = verifications_in(store)
    errands.drop_for_person(account.id, ADDRESS)
    verification = errands.add(ADDRESS, act.at, email, account.id, language=language, **origin)
    send(site, verification, act.at)
    return verification


def pending_address(store, account: Account, now) -> str:
    """Return the address that waits for verification, or an empty string."""
    return next(
        (
            verification.address
            for verification in verifications_of(store).of_kind(ADDRESS, now)
            if verification.person == account.id
        ),
        "",
    )


def confirm_address(site, store, at, verification: PendingVerification) -> Account:
    """Activate the new address and notify the old one; raise :class:`Conflict` if it was taken meanwhile."""
    account = store.by_id(verification.person)
    other = store.by_email(verification.address)
    if account is None or not account.enabled or (other is not None and other is not account):
        raise Conflict(TAKEN)
    verifications_in(store).use(verification)
    change_address(site, store, ActionContext(account.id, at, rule="address verified"), account, verification.address)
    return account


def change_address(site, store, act, account: Account, email: str) -> None:
    """Replace the address by one that is known to be the person's, and notify the old one."""
    old = account.email
    store.set_email(act, account, email)
    note(site, act, NEW_ADDRESS, account.id)
    if old and old != account.email:
        notify_owner(site, store, act, account, "address", old)
