"""Pending verifications: requests that have to be confirmed by the link in an email.

They are sign-ups, new passwords and new addresses.  The typed values are stored here, in the
database of people; the message in the outbox contains only the ID of the pending verification.
The token of the link is created when the email is composed and stored in no database, only its hash.

A pending verification can be used once.  It is dropped in the transaction that uses it, so if two
people use a link at one moment, one of them gets a conflict and finds nothing at the retry.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from BTrees.OOBTree import OOBTree
from persistent import Persistent

DATA_KEY = "errands"

SIGN_UP, RESET, ADDRESS, NOTICE = "sign-up", "reset", "new-address", "notice"

#: How long the link in the email is valid, from when the email is composed.
LIFETIME = {SIGN_UP: timedelta(hours=24), RESET: timedelta(minutes=60), ADDRESS: timedelta(hours=24)}
#: How long a pending verification waits for its email to be composed.
WAITS = timedelta(hours=48)


class PendingVerification(Persistent):
    """A request to confirm; ``person`` is the existing account, if any, ``data`` what was typed, and from where."""

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
    """All pending verifications by ID, and by the hash of each token that was sent for them."""

    #: Hash of a token that was used → (kind, until when the link would have been valid); ``None`` if none was.
    _used = None

    def __init__(self):
        self._errands = OOBTree()
        self._tokens = OOBTree()

    def add(self, kind: str, at: datetime, address: str = "", person: str | None = None, **data) -> PendingVerification:
        verification = PendingVerification(secrets.token_hex(16), kind, at, address, person, data)
        self._errands[verification.id] = verification
        return verification

    def get(self, id: str, now: datetime) -> PendingVerification | None:
        """Return the pending verification with this ID, or None if it has expired."""
        verification = self._errands.get(id)
        return verification if verification is not None and now < verification.until else None

    def issue(self, verification: PendingVerification, now: datetime) -> str:
        """Return a new token for the link in an email; the token itself is not stored."""
        token = secrets.token_urlsafe(32)
        verification.tokens = (*verification.tokens, _key(token))
        verification.until = now + LIFETIME[verification.kind]
        self._tokens[verification.tokens[-1]] = verification.id
        return token

    def find(self, token: str, kind: str, now: datetime) -> PendingVerification | None:
        """Return the pending verification of a token, or None if it cannot be used any more."""
        verification = self.get(self._tokens.get(_key(token), ""), now)
        return verification if verification is not None and verification.kind == kind else None

    def use(self, verification: PendingVerification) -> None:
        """Remove a pending verification that was confirmed, and record that its links were used."""
        if self._used is None:
            self._used = OOBTree()
        for key in verification.tokens:
            self._used[key] = verification.kind, verification.until
        self.drop(verification)

    def is_used(self, token: str, kind: str, now: datetime) -> bool:
        """Return True if what the link with this token is about has been confirmed."""
        known = self._used.get(_key(token)) if self._used is not None else None
        return known is not None and known[0] == kind and now < known[1]

    def drop(self, verification: PendingVerification) -> None:
        """Remove a pending verification that was used or cancelled."""
        del self._errands[verification.id]
        for key in verification.tokens:
            del self._tokens[key]

    def of_kind(self, kind: str, now: datetime) -> list[PendingVerification]:
        """Return the pending verifications of a kind, oldest first."""
        found = [
            verification
            for verification in self._errands.values()
            if verification.kind == kind and now < verification.until
        ]
        return sorted(found, key=lambda verification: verification.at)

    def drop_for_person(self, person: str, *kinds: str) -> None:
        """Remove those of one account; without ``kinds``, all of them."""
        for verification in list(self._errands.values()):
            if verification.person == person and (not kinds or verification.kind in kinds):
                self.drop(verification)

    def purge(self, now: datetime) -> int:
        """Remove expired ones; return their number."""
        over = [verification for verification in self._errands.values() if now >= verification.until]
        for verification in over:
            self.drop(verification)
        for key in [key for key, (_kind, until) in (self._used or {}).items() if now >= until]:
            del self._used[key]
        return len(over)


def verifications_of(store) -> PendingVerifications:
    """Return the pending verifications of a site for reading."""
    found = store.feature_data(DATA_KEY)
    return found if found is not None else PendingVerifications()


def verifications_in(store) -> PendingVerifications:
    """Return the pending verifications of a site for writing."""
    return store.feature_data(DATA_KEY, PendingVerifications)


def stamp_of(account) -> bytes:
    """Return what a reset link is bound to: it is invalid after a change of address or password."""
    return hashlib.sha256(f"{account.password}\0{account.email}\0{account.id}".encode()).digest()


def _key(token):
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
