"""What ``decide`` is asked about, and its answer."""

from typing import NamedTuple


class Subject(NamedTuple):
    """What ``decide`` needs to know of an item: no persistent object, so it can come from an index as well.

    ``scope`` is the uid of the nearest scope; ``creator`` and ``deleter`` opaque
    person ids; ``masked`` permissions that its container takes away (a closed discussion);
    ``behind`` the state of the live edition behind a working one: it is seen with that or not at all.
    """

    scope: int
    workflow: str
    state: str
    creator: str | None = None
    deleter: str | None = None
    masked: frozenset = frozenset()
    published_state: str | None = None


class AccessResult(NamedTuple):
    """The answer with its trace: the row of the table asked, and the roles that met it."""

    allowed: bool
    permission: str
    subject: Subject
    row: tuple
    roles: frozenset
    masked: bool = False

    def __bool__(self):
        return self.allowed
