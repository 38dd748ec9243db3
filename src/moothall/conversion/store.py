"""Which items were made from which posts and discussions."""

from BTrees.LLBTree import LLBTree
from BTrees.LOBTree import LOBTree
from persistent import Persistent


class Conversions(Persistent):
    """UID of a post or discussion → UIDs of the items made from it, and back."""

    def __init__(self) -> None:
        self._made = LOBTree()
        self._sources = LLBTree()

    def add(self, source: int, made: int) -> None:
        """Link an item to what it was made from."""
        self._made[source] = (*self._made.get(source, ()), made)
        self._sources[made] = source

    def made_from(self, source: int) -> tuple[int, ...]:
        """Return the UIDs of the items made from a post or discussion, oldest first."""
        return self._made.get(source, ())

    def source_of(self, made: int) -> int | None:
        """Return the UID of what an item was made from, or None."""
        return self._sources.get(made)

    def forget_item(self, uid: int) -> None:
        """Remove the links of an item that is deleted permanently."""
        for made in self._made.pop(uid, ()):
            self._sources.pop(made, None)
        source = self._sources.pop(uid, None)
        if source is not None:
            left = tuple(one for one in self._made.get(source, ()) if one != uid)
            if left:
                self._made[source] = left
            else:
                self._made.pop(source, None)
