"""An account: what identifies a person, what they hold on the whole site, and their profile.

Accounts are Substance D users with a password of ours.  They are added
without its events, whose subscribers would store an access list on each.
"""

import hashlib

from persistent import Persistent

from moothall.core.access.person import ID_ALPHABET, ID_LENGTH, Person
from moothall.core.base import randomness
from moothall.core.storage.principals import User
from moothall.people.passwords import HashedPassword, Passwords

#: The number of colours there are for initials (the style sheet names them).
HUES = 8


def new_id() -> str:
    """An opaque id: what storage and page addresses call a person by."""
    return randomness.random_letters(ID_ALPHABET, ID_LENGTH)


class Picture(Persistent):
    """A person's picture as shown: small and already made safe.

    The bytes are in the database itself and not in a blob: they are few, and
    are then written, synced and backed up with the account.
    """

    def __init__(self, data: bytes, media_type: str):
        self.data = data
        self.media_type = media_type


class Account(User):
    """One person's account; changed only through the verbs of the store."""

    # Substance D keeps these three as references in its object map, ours are plain values.
    name = ""
    groups = frozenset()
    groupids = ()

    organisation = bio = language = ""
    #: "light", "dark" or, as long as nothing is chosen, what the device says.
    theme = ""
    languages = ()
    site_roles = frozenset()
    enabled = True
    is_sample = False
    picture = None
    #: Names of the choices of emails that are turned off: see `moothall.core.work.delivery.add_email_choice`.
    mails_off = frozenset()
    generation = 0

    def __init__(self, id: str, email: str, name: str, password: HashedPassword | None, created):
        super().__init__(email=email)
        self.id = id
        self.name = name
        self.created = created
        self.set_password(password)

    @property
    def login(self) -> str:
        """What the person types to log in, and what the HTTP API calls them."""
        return self.__name__

    @property
    def person(self) -> Person:
        """The person as the access policy sees them."""
        return Person(self.id, self.groups, self.site_roles)

    @property
    def avatar_hue(self) -> int:
        """Which of the colours is behind the initials; always the same for a person."""
        return hashlib.sha256(self.id.encode()).digest()[0] % HUES

    def set_password(self, password: str | None) -> None:
        """Keep a hash; None leaves an account that nobody can log in to."""
        if password is not None and not isinstance(password, HashedPassword):
            password = Passwords().hash(password)
        # A plain string, so that no class of ours is named in the stored record.
        self.password = None if password is None else str(password)

    def check_password(self, password: str) -> bool:
        """For Substance D's interface; log-ins ask `Passwords` itself."""
        return Passwords().matches(self.password, password)

    def end_sessions(self) -> None:
        """End every log-in and every token of this person."""
        self.generation += 1

    def __repr__(self):
        return f"<Account {self.id} {self.__name__}>"
