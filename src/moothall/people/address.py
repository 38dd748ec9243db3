"""A new mail address: it holds when somebody has followed the link that was sent there, and the old one is told."""

from moothall.core.base.errors import Conflicting
from moothall.core.base.i18n import _
from moothall.core.event_log.log import Act
from moothall.people.account import Account
from moothall.people.account_log import note
from moothall.people.notices import tell
from moothall.people.pending_verifications import ADDRESS, Errand, errands_in, errands_of
from moothall.people.schema import AccountSchema, checked
from moothall.people.signup import send

TAKEN = _("That address cannot be used for this account.")


def ask_for_address(site, store, act, account: Account, email: str, language: str, origin: dict) -> Errand:
    """Have a link sent to the new address; one that was asked for before is void."""
    email = checked(AccountSchema(), {"email": email})["email"]
    errands = errands_in(store)
    errands.drop_those_of(account.id, ADDRESS)
    errand = errands.add(ADDRESS, act.at, email, account.id, language=language, **origin)
    send(site, errand, act.at)
    return errand


def asked_for(store, account: Account, now) -> str:
    """The address that waits to be verified, or nothing."""
    return next(
        (errand.address for errand in errands_of(store).of_kind(ADDRESS, now) if errand.person == account.id), ""
    )


def confirm_address(site, store, at, errand: Errand) -> Account:
    """Let the new address hold, and tell the old one; raises :class:`Conflicting` where it was taken meanwhile."""
    account = store.by_id(errand.person)
    other = store.by_email(errand.address)
    if account is None or not account.enabled or (other is not None and other is not account):
        raise Conflicting(TAKEN)
    errands_in(store).drop(errand)
    change_address(site, store, Act(account.id, at, rule="address verified"), account, errand.address)
    return account


def change_address(site, store, act, account: Account, email: str) -> None:
    """Let another address hold, known to be the person's, and tell the old one."""
    old = account.email
    store.set_email(act, account, email)
    note(site, act, "address", account.id)
    if old and old != account.email:
        tell(site, store, act, account, "address", old)
