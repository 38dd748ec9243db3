"""Who is asking: the frozen value that access is decided for.

It carries an opaque id and what the account holds on the whole site, and
nothing that would have to be looked up again.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the access policy sees one; ``id`` is None for a guest."""

    id: str | None
    groups: frozenset[str] = frozenset()
    site_roles: frozenset[str] = frozenset()


GUEST = Person(None)
