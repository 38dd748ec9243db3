"""Accounts: what identifies a person, their roles on the site, and their profile.

Accounts are Substance D users with passwords of our own.  They are added without Substance D's
events, whose subscribers would store an access list on each.
"""

import hashlib
from types import MappingProxyType

from persistent import Persistent

from moothall.core.access.person import ID_ALPHABET, ID_LENGTH, Person
from moothall.core.access.principals import group_principal
from moothall.core.base import randomness
from moothall.core.storage.principals import User
from moothall.core.storage.renamed import RenamedAttributes
from moothall.people.passwords import HashedPassword, Passwords

#: The number of colours there are for initials (the style sheet names them).
HUES = 8


def new_id() -> str:
    """Return a new opaque ID, by which storage and page addresses name a person."""
    return randomness.random_letters(ID_ALPHABET, ID_LENGTH)


class Picture(Persistent):
    """A person's picture as shown: small, re-encoded and safe.

    The bytes are in the database and not in a blob: they are few, and are written, synced and backed
    up with the account.
    """

    def __init__(self, data: bytes, media_type: str):
        self.data = data
        self.media_type = media_type


class Account(RenamedAttributes, User):
    """One person's account; changed only through the methods of the store."""

    renamed_attributes = MappingProxyType({"mails_off": "emails_off"})

    # Substance D stores these three as references in its object map; here they are plain values.
    name = ""
    groups = frozenset()
    groupids = ()

    organisation = bio = language = ""
    #: "light", "dark", or empty for the setting of the device.
    theme = ""
    #: Name of the time zone that the person chose; empty for that of the browser.
    time_zone = ""
    #: Name of the time zone of the browser that was used last.
    browser_time_zone = ""
    languages = ()
    site_roles = frozenset()
    enabled = True
    is_sample = False
    picture = None
    #: Names of the choices of emails that are turned off: see `moothall.core.work.delivery.add_email_choice`.
    emails_off = frozenset()
    generation = 0

    def __init__(self, id: str, email: str, name: str, password: HashedPassword | None, created):
        super().__init__(email=email)
        self.id = id
        self.name = name
        self.created = created
        self.set_password(password)

    @property
    def login(self) -> str:
        """Return the username, which people type to log in and the HTTP API uses."""
        return self.__name__

    @property
    def person(self) -> Person:
        """Return the person as access decisions see them."""
        return Person(self.id, frozenset(map(group_principal, self.groups)), self.site_roles)

    @property
    def zone_name(self) -> str:
        """Return the name of the person's time zone; empty for that of the site."""
        return self.time_zone or self.browser_time_zone

    @property
    def avatar_colour(self) -> int:
        """Return the number of the colour behind the initials; it is always the same for a person."""
        return hashlib.sha256(self.id.encode()).digest()[0] % HUES

    def set_password(self, password: str | None) -> None:
        """Store a hash; with None, no one can log in to the account."""
        if password is not None and not isinstance(password, HashedPassword):
            password = Passwords().hash(password)
        # A plain string, so that the stored record names no class of this package.
        self.password = None if password is None else str(password)

    def check_password(self, password: str) -> bool:
        """Check a password, as Substance D's interface prescribes; logging in uses `Passwords` directly."""
        return Passwords().matches(self.password, password)

    def end_sessions(self) -> None:
        """End every session and token of this person."""
        self.generation += 1

    def __repr__(self):
        return f"<Account {self.id} {self.__name__}>"
