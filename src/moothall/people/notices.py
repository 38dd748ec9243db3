"""Mails that tell somebody what became of their account, so that they can object.

Where the mail goes is kept with the errand: it may be an address the account has no more.
"""

from moothall.people.pending_verifications import NOTICE, verifications_in
from moothall.people.signup import send


def tell(site, store, act, account, said: str, address: str = "", **data) -> None:
    """Have a mail sent about a change: ``said`` is the name of a letter."""
    address = address or account.email
    if address:
        verification = verifications_in(store).add(
            NOTICE, act.at, address, account.id, said=said, language=account.language, by=act.person, **data
        )
        send(site, verification, act.at)
