"""Send emails about changes of an account to its owner, so that they can object.

The recipient is stored with the pending verification: it may be an address that the account no
longer has.
"""

from moothall.people.pending_verifications import NOTICE, verifications_in
from moothall.people.signup import send


def notify_owner(site, store, act, account, said: str, address: str = "", **data) -> None:
    """Send an email about a change; ``said`` is a key of the texts in :mod:`.emails`."""
    address = address or account.email
    if address:
        verification = verifications_in(store).add(
            NOTICE, act.at, address, account.id, said=said, language=account.language, by=act.person, **data
        )
        send(site, verification, act.at)
