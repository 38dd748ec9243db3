"""Names and addresses of people without an account who report.

They are kept in the database of people, apart from the reports.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from BTrees.OOBTree import OOBTree

from moothall.core.base.i18n import _
from moothall.core.base.randomness import random_letters
from moothall.ui.layout.components import PersonLink
from moothall.ui.layout.presenters import avatar_of

DATA_KEY = "report contacts"
#: Prefix of the keys that stand for them where others have the ID of a person.
GUEST = "guest:"
#: Time after which a contact is deleted: six months for an appeal, and as much to decide on it.
KEPT = timedelta(days=365)
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
NAMELESS = _("Someone without an account")


class Contact(NamedTuple):
    """How to reach the person; ``email`` is empty if the law lets them stay unnamed.  ``token`` is in their links."""

    name: str
    email: str
    language: str
    at: datetime
    token: str


def is_guest(person: str | None) -> bool:
    """Return True if this stands for someone without an account."""
    return person is not None and person.startswith(GUEST)


def add_contact(people, name: str, email: str, language: str, at: datetime) -> tuple[str, str]:
    """Store a contact; return the key that stands for the person, and the token for links."""
    key, token = GUEST + random_letters(_LETTERS, 20), random_letters(_LETTERS, 26)
    people.feature_data(DATA_KEY, OOBTree)[key] = tuple(Contact(name, email, language, at, token))
    return key, token


def contact_of(people, key: str) -> Contact | None:
    """Return a contact, or None if it was deleted."""
    found = people.feature_data(DATA_KEY)
    row = found.get(key) if found is not None else None
    return Contact(*row) if row is not None else None


def key_of_token(people, token: str) -> str | None:
    """Return the key of the contact with a token, or None."""
    found = people.feature_data(DATA_KEY)
    rows = found.items() if found is not None and token else ()
    return next((key for key, row in rows if Contact(*row).token == token), None)


def contacts_before(people, moment: datetime) -> Iterator[str]:
    """Yield the keys of the contacts that were stored before a moment."""
    found = people.feature_data(DATA_KEY)
    return (key for key, row in (found.items() if found is not None else ()) if Contact(*row).at < moment)


def forget_contact(people, key: str) -> None:
    """Delete a contact."""
    people.feature_data(DATA_KEY, OOBTree).pop(key, None)


def name_of(request, person: str | None) -> str:
    """Return the name of a reporter, with or without an account."""
    if not is_guest(person):
        return request.names.name(person)
    contact = contact_of(request.people, person)
    return contact.name if contact is not None and contact.name else request.localizer.translate(NAMELESS)


def asker_of(request, waiting):
    """Return the link to the person who asked for a decision, with or without an account."""
    if not is_guest(waiting.asker):
        return request.names(waiting.asker)
    name = name_of(request, waiting.asker)
    return PersonLink(name, avatar_of(name, waiting.asker))
