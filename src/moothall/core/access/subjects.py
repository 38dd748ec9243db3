"""The subject of an access decision, its result, and the tokens of a permission."""

from collections.abc import Iterable
from typing import NamedTuple

from moothall.core.access.roles import TAKES_PART


class Subject(NamedTuple):
    """The data of an item that ``decide`` needs; not persistent, so it can come from an index as well.

    ``scope`` is the uid of the nearest scope; ``creator`` and ``deleter`` are opaque person ids;
    ``masked`` permissions are removed by the container (a closed discussion);
    ``published_state`` is the state of the published version of a working copy, which can only be
    seen by those who see both.  ``before`` is the state that a deleted item had; it can only be seen by
    those who saw it in that state.
    """

    scope: int
    workflow: str
    state: str
    creator: str | None = None
    deleter: str | None = None
    masked: frozenset = frozenset()
    published_state: str | None = None
    before: str | None = None


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


class TokenRow(tuple[str, ...]):
    """The tokens of a permission in a state, or of a transition.

    ``creator_needs`` is what the token ``creator`` requires besides having created the item:
    :data:`~moothall.core.access.roles.TAKES_PART`, :data:`~moothall.core.access.roles.ADDS`, or None
    in rows about viewing.
    """

    creator_needs: str | None = TAKES_PART

    def __new__(cls, tokens: Iterable[str] = (), creator_needs: str | None = TAKES_PART) -> "TokenRow":
        """Create a row."""
        made = super().__new__(cls, tokens)
        made.creator_needs = creator_needs
        return made
