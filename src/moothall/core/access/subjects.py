"""The subject of an access decision, and its result."""

from typing import NamedTuple


class Subject(NamedTuple):
    """The data of an item that ``decide`` needs; not persistent, so it can come from an index as well.

    ``scope`` is the uid of the nearest scope; ``creator`` and ``deleter`` are opaque person ids;
    ``masked`` permissions are removed by the container (a closed discussion);
    ``published_state`` is the state of the published version of a working copy, which can only be
    seen by those who see both.
    """

    scope: int
    workflow: str
    state: str
    creator: str | None = None
    deleter: str | None = None
    masked: frozenset = frozenset()
    published_state: str | None = None


class AccessResult(NamedTuple):
    """The result of a decision and its reasons: the tokens of the permission, and the person's roles."""

    allowed: bool
    permission: str
    subject: Subject
    row: tuple
    roles: frozenset
    masked: bool = False

    def __bool__(self) -> bool:
        return self.allowed
