"""Who is asking: the frozen value that access is decided for.

It carries an opaque id and what the account holds on the whole site, and
nothing that would have to be looked up again.
"""

import re
from dataclasses import dataclass

ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
ID_LENGTH = 12
_SHAPE = re.compile(f"[{ID_ALPHABET}]{{{ID_LENGTH}}}\\Z")


def is_person_id(text):
    """Whether ``text`` is an opaque id of a person: nothing else that roles are given to looks like one."""
    return _SHAPE.match(text) is not None


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the access policy sees one; ``id`` is None for a guest."""

    id: str | None
    groups: frozenset[str] = frozenset()
    site_roles: frozenset[str] = frozenset()


GUEST = Person(None)
