"""The immutable value that identifies the person whose access is decided.

It contains an opaque id, groups and site roles, so that nothing has to be looked up again.
"""

import re
from dataclasses import dataclass

ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
#: Number of characters of a person's id.
ID_LENGTH = 12
_SHAPE = re.compile(f"[{ID_ALPHABET}]{{{ID_LENGTH}}}\\Z")


def is_person_id(text: str) -> bool:
    """Return True if ``text`` has the form of a person's id; no other principal has it."""
    return _SHAPE.match(text) is not None


@dataclass(frozen=True, slots=True)
class Person:
    """A person as access decisions see them; ``id`` is None for a visitor."""

    id: str | None
    groups: frozenset[str] = frozenset()
    site_roles: frozenset[str] = frozenset()


GUEST = Person(None)
