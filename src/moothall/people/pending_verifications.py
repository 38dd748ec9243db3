"""Errands: what somebody has asked for and a mail has to be answered for first.

A sign-up, a new password, a new address.  What was typed waits here, in the
database of people, and the message in the outbox names nothing but the
errand's id.  The token in the mail's link is made when the mail is written,
so that it is in no database: only its hash is kept, beside the errand.

An errand is done once.  Whoever does it drops it in the same transaction, so
that of two who use a link at the same moment one meets a conflict and then
finds nothing.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from BTrees.OOBTree import OOBTree
from persistent import Persistent

DATA_KEY = "errands"

SIGN_UP, RESET, ADDRESS, NOTICE = "sign-up", "reset", "new-address", "notice"

#: How long the link in the mail works, from when the mail is written.
LIFETIME = {SIGN_UP: timedelta(hours=24), RESET: timedelta(minutes=60), ADDRESS: timedelta(hours=24)}
#: How long an errand waits for its mail to be written.
WAITS = timedelta(hours=48)


class PendingVerification(Persistent):
    """``person`` is the account it is about, where there is one already; ``data`` what was typed, and from where."""

    stamp = b""
    tokens = ()

    def __init__(self, id: str, kind: str, at: datetime, address: str, person: str | None, data: dict):
        self.id = id
        self.kind = kind
        self.at = at
        self.address = address
        self.person = person
        self.data = data
        self.until = at + WAITS


class PendingVerifications(Persistent):
    """All errands by id, and by the hash of each token that was sent for them."""

    def __init__(self):
        self._errands = OOBTree()
        self._tokens = OOBTree()

    def add(self, kind: str, at: datetime, address: str = "", person: str | None = None, **data) -> PendingVerification:
        verification = PendingVerification(secrets.token_hex(16), kind, at, address, person, data)
        self._errands[verification.id] = verification
        return verification

    def get(self, id: str, now: datetime) -> PendingVerification | None:
        """The errand with this id, unless its time is over."""
        verification = self._errands.get(id)
        return verification if verification is not None and now < verification.until else None

    def issue(self, verification: PendingVerification, now: datetime) -> str:
        """A new token for the link in a mail; it is stored nowhere."""
        token = secrets.token_urlsafe(32)
        verification.tokens = (*verification.tokens, _key(token))
        verification.until = now + LIFETIME[verification.kind]
        self._tokens[verification.tokens[-1]] = verification.id
        return token

    def find(self, token: str, kind: str, now: datetime) -> PendingVerification | None:
        """The errand that a link stands for, while it can be done."""
        verification = self.get(self._tokens.get(_key(token), ""), now)
        return verification if verification is not None and verification.kind == kind else None

    def drop(self, verification: PendingVerification) -> None:
        """The errand is done, or nobody wants it any more."""
        del self._errands[verification.id]
        for key in verification.tokens:
            del self._tokens[key]

    def of_kind(self, kind: str, now: datetime) -> list[PendingVerification]:
        """The open ones of a kind, oldest first."""
        found = [
            verification
            for verification in self._errands.values()
            if verification.kind == kind and now < verification.until
        ]
        return sorted(found, key=lambda verification: verification.at)

    def drop_for_person(self, person: str, *kinds: str) -> None:
        """Drop what is about one account; without ``kinds`` all of it."""
        for verification in list(self._errands.values()):
            if verification.person == person and (not kinds or verification.kind in kinds):
                self.drop(verification)

    def purge(self, now: datetime) -> int:
        """Forget those whose time is over; returns how many."""
        over = [verification for verification in self._errands.values() if now >= verification.until]
        for verification in over:
            self.drop(verification)
        return len(over)


def verifications_of(store) -> PendingVerifications:
    """The errands of a site, to look at."""
    found = store.feature_data(DATA_KEY)
    return found if found is not None else PendingVerifications()


def verifications_in(store) -> PendingVerifications:
    """The same, to be written to."""
    return store.feature_data(DATA_KEY, PendingVerifications)


def stamp_of(account) -> bytes:
    """What a link for a new password is bound to: it is void after a change of address or password."""
    return hashlib.sha256(f"{account.password}\0{account.email}\0{account.id}".encode()).digest()


def _key(token):
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
