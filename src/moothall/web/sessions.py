"""Sessions stored on the server, and the one cookie that refers to them.

A session is created only by a login and found by the hash of its token, in one of sixteen trees, so that two logins
rarely change the same tree node.  Reading a session never writes.  Each account counts generations: a session
stores the generation it began in and ends with it, so a logout, a new password or a disabled account ends every
session of a person by changing one number.

The cookie's value is ``s.<token>`` for a person who is logged in and ``g.<random>`` for a visitor to whom a form was
shown.  The latter is not stored and only binds the form's CSRF token to the browser.
"""

import hashlib
import re
import secrets
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent
from pyramid.request import Request

from moothall.core.base.shards import items_of, new_shards, shard_of, values_of

COOKIE, BEARER = "cookie", "bearer"

SIGNED_IN, GUEST = "s", "g"
_COOKIE_VALUE = re.compile(r"[sg]\.[A-Za-z0-9_-]{43}")


class Session(NamedTuple):
    """One session of one person."""

    person: str
    kind: str
    generation: int
    begun: datetime
    until: datetime
    #: Device and network as shown to the person in their list of sessions.
    device: str = ""
    network: str = ""


class Sessions(Persistent):
    """All current sessions, by the hash of their token."""

    def __init__(self) -> None:
        self._shards = new_shards(OOBTree)
        #: (person, key) of each session, so that listing one person's sessions reads no others.
        self._by_person = new_shards(OOTreeSet)

    def begin(
        self, person: str, kind: str, generation: int, now: datetime, lifetime: timedelta, device: str = "",
        network: str = "",
    ) -> str:  # fmt: skip
        """Begin a session and return its token, which is not stored."""
        token = secrets.token_urlsafe(32)
        key = _key(token)
        self._shard(key)[key] = tuple(Session(person, kind, generation, now, now + lifetime, device, network))
        self._of(person).insert((person, key))
        return token

    def find(self, token: str, kind: str, now: datetime) -> Session | None:
        """Return the session with ``token``, or ``None`` if it is unknown or expired."""
        key = _key(token)
        stored = self._shard(key).get(key)
        if stored is None:
            return None
        session = Session(*stored)
        return session if session.kind == kind and now < session.until else None

    def end(self, token: str) -> None:
        """End a session; an unknown token is ignored."""
        self._forget(_key(token))

    def of(self, person: str) -> list[tuple[str, Session]]:
        """Return (name, session) of every session of a person; the name is a digest and gives no access."""
        found = []
        for _person, key in self._of(person).keys(min=(person,), max=(person, b"\xff" * 33)):
            found.append((key.hex(), Session(*self._shard(key)[key])))
        return found

    def end_named(self, person: str, name: str) -> bool:
        """End the session of ``person`` with the ``name`` from :meth:`of`; return False if there is none."""
        key = next(
            (
                key
                for _person, key in self._of(person).keys(min=(person,), max=(person, b"\xff" * 33))
                if key.hex() == name
            ),
            None,
        )
        if key is not None:
            self._forget(key)
        return key is not None

    def index(self) -> None:
        """Rebuild the index of sessions by person."""
        self._by_person = new_shards(OOTreeSet)
        for key, stored in items_of(self._shards):
            person = Session(*stored).person
            self._of(person).insert((person, key))

    def purge(self, is_alive: Callable[[Session], bool]) -> int:
        """Delete the sessions for which ``is_alive(session)`` is false, and return their number."""
        dead = [key for key, stored in items_of(self._shards) if not is_alive(Session(*stored))]
        for key in dead:
            self._forget(key)
        return len(dead)

    def __iter__(self) -> Iterator[Session]:
        return (Session(*stored) for stored in values_of(self._shards))

    def _forget(self, key: bytes) -> None:
        stored = self._shard(key).pop(key, None)
        if stored is not None:
            person = Session(*stored).person
            mine = self._of(person)
            if (person, key) in mine:
                mine.remove((person, key))

    def _shard(self, key: bytes) -> Any:
        return shard_of(self._shards, key[0])

    def _of(self, person: str) -> Any:
        return shard_of(self._by_person, zlib.crc32(person.encode()))


def _key(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def name_of(token: str) -> str:
    """Return the name that :meth:`Sessions.of` gives the session with this token."""
    return _key(token).hex()


def cookie_name(request: Request) -> str:
    """Return the cookie's name; browsers accept its prefix only for secure cookies of this host."""
    return "__Host-moothall" if request.scheme == "https" else "moothall"


def cookie_value(request: Request) -> str | None:
    """Return the cookie's value, or None if it is missing or malformed."""
    value = request.cookies.get(cookie_name(request))
    return value if value and _COOKIE_VALUE.fullmatch(value) else None


def cookie_token(request: Request) -> str | None:
    """Return the session token in the cookie, or None for visitors."""
    kind, _, token = (cookie_value(request) or "").partition(".")
    return token if kind == SIGNED_IN else None


def new_visitor_value() -> str:
    """Return a random cookie value for a visitor who is shown a form."""
    return f"{GUEST}.{secrets.token_urlsafe(32)}"


def cookie_header(request: Request, value: str | None) -> tuple[str, str]:
    """Return the header that sets the cookie, or deletes it if ``value`` is None."""
    # Without Max-Age the cookie ends with the browser session; the server's record ends with the lifetime.
    parts = [f"{cookie_name(request)}={value or ''}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if value is None:
        parts.append("Max-Age=0")
    if request.scheme == "https":
        parts.append("Secure")
    return "Set-Cookie", "; ".join(parts)
