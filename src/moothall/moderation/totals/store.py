"""Counts of what moderators and programs did, by space, month, action and rule."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from BTrees.OOBTree import OOBTree
from persistent import Persistent

#: Actions, in the order of reports; the first ones are states of posts and discussions.
ACTIONS = (
    "hidden", "refused", "pending", "closed", "restricted", "ban", "silence", "warning",
    "reported", "report dismissed", "appealed", "appeal granted", "appeal refused",
)  # fmt: skip


class Total(NamedTuple):
    """A count: ``month`` is like 2026-12, ``rule`` the ID of a rule or empty."""

    month: str
    action: str
    rule: str
    is_automated: bool
    number: int


class ModerationTotals(Persistent):
    """(UID of a space, month, action, rule, whether a program did it) → count."""

    def __init__(self) -> None:
        self._counts = OOBTree()

    def count(self, space: int, at: datetime, action: str, rule: str = "", is_automated: bool = False) -> None:
        """Count an action in a space."""
        key = space, f"{at:%Y-%m}", action if action in ACTIONS else "restricted", rule, is_automated
        self._counts[key] = self._counts.get(key, 0) + 1

    def of(self, space: int, year: str = "") -> Iterator[Total]:
        """Yield the counts of a space, oldest month first; those of one year if given."""
        for key, count in self._counts.items(min=(space, year), max=(space, f"{year}~")):
            _space, month, action, rule, is_automated = key
            yield Total(month, action, rule, is_automated, count)

    def spaces(self) -> list[int]:
        """Return the UIDs of the spaces that have counts."""
        return sorted({key[0] for key in self._counts})

    def forget_item(self, space: int) -> None:
        """Remove the counts of a space."""
        for key in list(self._counts.keys(min=(space,), max=(space + 1,))):
            del self._counts[key]
