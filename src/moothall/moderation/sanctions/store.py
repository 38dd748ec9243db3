"""The warnings in force, by space and person; the event log has what each says."""

from collections.abc import Iterator

from BTrees.OOBTree import OOBTree
from persistent import Persistent


class WarningIds(Persistent):
    """(UID of a space, person) → IDs of the logged events of warnings, oldest first."""

    def __init__(self) -> None:
        self._ids = OOBTree()

    def of(self, space: int, person: str) -> tuple[int, ...]:
        """Return the warnings of a person in a space."""
        return self._ids.get((space, person), ())

    def within(self, space: int) -> Iterator[int]:
        """Yield the warnings of all people in a space."""
        for ids in self._ids.values(min=(space,), max=(space + 1,)):
            yield from ids

    def by_person(self, person: str) -> Iterator[int]:
        """Yield the warnings of a person in all spaces."""
        for (_space, warned), ids in self._ids.items():
            if warned == person:
                yield from ids

    def add(self, space: int, person: str, id: int) -> None:
        """Add a warning."""
        self._ids[space, person] = (*self.of(space, person), id)

    def remove(self, space: int, person: str, id: int) -> None:
        """Remove a warning."""
        left = tuple(one for one in self.of(space, person) if one != id)
        if left:
            self._ids[space, person] = left
        else:
            self._ids.pop((space, person), None)

    def forget(self, person: str) -> None:
        """Remove all warnings of a person."""
        for key in [key for key in self._ids if key[1] == person]:
            del self._ids[key]

    def forget_item(self, space: int) -> None:
        """Remove all warnings in a space."""
        for key in list(self._ids.keys(min=(space,), max=(space + 1,))):
            del self._ids[key]
