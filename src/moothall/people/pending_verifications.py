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

ROOM = "errands"

SIGN_UP, RESET, ADDRESS, NOTICE = "sign-up", "reset", "new-address", "notice"

#: How long the link in the mail works, from when the mail is written.
LASTS = {SIGN_UP: timedelta(hours=24), RESET: timedelta(minutes=60), ADDRESS: timedelta(hours=24)}
#: How long an errand waits for its mail to be written.
WAITS = timedelta(hours=48)


class Errand(Persistent):
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


class Errands(Persistent):
    """All errands by id, and by the hash of each token that was sent for them."""

    def __init__(self):
        self._errands = OOBTree()
        self._tokens = OOBTree()

    def add(self, kind: str, at: datetime, address: str = "", person: str | None = None, **data) -> Errand:
        errand = Errand(secrets.token_hex(16), kind, at, address, person, data)
        self._errands[errand.id] = errand
        return errand

    def get(self, id: str, now: datetime) -> Errand | None:
        """The errand with this id, unless its time is over."""
        errand = self._errands.get(id)
        return errand if errand is not None and now < errand.until else None

    def issue(self, errand: Errand, now: datetime) -> str:
        """A new token for the link in a mail; it is stored nowhere."""
        token = secrets.token_urlsafe(32)
        errand.tokens = (*errand.tokens, _key(token))
        errand.until = now + LASTS[errand.kind]
        self._tokens[errand.tokens[-1]] = errand.id
        return token

    def find(self, token: str, kind: str, now: datetime) -> Errand | None:
        """The errand that a link stands for, while it can be done."""
        errand = self.get(self._tokens.get(_key(token), ""), now)
        return errand if errand is not None and errand.kind == kind else None

    def drop(self, errand: Errand) -> None:
        """The errand is done, or nobody wants it any more."""
        del self._errands[errand.id]
        for key in errand.tokens:
            del self._tokens[key]

    def of_kind(self, kind: str, now: datetime) -> list[Errand]:
        """The open ones of a kind, oldest first."""
        found = [errand for errand in self._errands.values() if errand.kind == kind and now < errand.until]
        return sorted(found, key=lambda errand: errand.at)

    def drop_those_of(self, person: str, *kinds: str) -> None:
        """Drop what is about one account; without ``kinds`` all of it."""
        for errand in list(self._errands.values()):
            if errand.person == person and (not kinds or errand.kind in kinds):
                self.drop(errand)

    def purge(self, now: datetime) -> int:
        """Forget those whose time is over; returns how many."""
        over = [errand for errand in self._errands.values() if now >= errand.until]
        for errand in over:
            self.drop(errand)
        return len(over)


def errands_of(store) -> Errands:
    """The errands of a site, to look at."""
    found = store.room(ROOM)
    return found if found is not None else Errands()


def errands_in(store) -> Errands:
    """The same, to be written to."""
    return store.room(ROOM, Errands)


def stamp_of(account) -> bytes:
    """What a link for a new password is bound to: it is void after a change of address or password."""
    return hashlib.sha256(f"{account.password}\0{account.email}\0{account.id}".encode()).digest()


def _key(token):
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
