"""Levels at which people follow the site, a space, a tag in a space, or a discussion.

A level that is not set is inherited: a discussion inherits from those from which its posts came, then from its tags,
then from its space, then from the site.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from moothall.core.base.errors import BadInput, Conflict
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_name
from moothall.people.store import PeopleStore

DATA_KEY = "subscriptions"

ALL, FIRST, MENTIONS, NONE = "all", "first", "mentions", "none"
#: Level → its title, from most to least.
LEVELS = {
    ALL: _("Every post"),
    FIRST: _("New discussions and mentions"),
    MENTIONS: _("Mentions and replies to me"),
    NONE: _("No notifications"),
}
#: Maximum number of levels that one person can choose.
MOST = 1000
#: The level where nothing was chosen.
DEFAULT = MENTIONS


class Target(NamedTuple):
    """What can be followed: an item by its UID, or a tag among what a space contains."""

    uid: int
    tag: str = ""

    @property
    def key(self) -> str:
        """Return the key under which levels are stored."""
        return f"{uid_name(self.uid)}#{self.tag.casefold()}" if self.tag else uid_name(self.uid)


class Inherited(NamedTuple):
    """A level that applies to someone, and the target where it was chosen; None if it is the default."""

    level: str
    target: Target | None


class Subscriptions(Persistent):
    """All levels, by person and by target."""

    def __init__(self) -> None:
        self._levels = OOBTree()
        self._people = OOTreeSet()

    def get(self, person: str | None, target: Target) -> str | None:
        """Return the level that a person has chosen for a target, or None."""
        return self._levels.get((person, target.key)) if person is not None else None

    def set(self, person: str, target: Target, level: str | None) -> None:
        """Choose a level; None inherits it again."""
        pair = person, target.key
        if level is None:
            self._levels.pop(pair, None)
            self._people.discard(pair[::-1])
        elif level not in LEVELS:
            raise BadInput(
                _("“${name}” must be one of: ${values}.", mapping={"name": "level", "values": ", ".join(LEVELS)})
            )
        elif self._levels.get(pair) != level:
            if pair not in self._levels and sum(1 for _one in self.of(person)) >= MOST:
                raise Conflict(_("You can follow up to ${n} places.", mapping={"n": MOST}))
            self._levels[pair] = level
            self._people.insert(pair[::-1])

    def people_at(self, target: Target) -> Iterator[str]:
        """Yield the people who have chosen a level for a target."""
        return (person for _key, person in self._people.keys(min=(target.key,), max=(target.key, "\uffff")))

    def of(self, person: str) -> Iterator[tuple[str, str]]:
        """Yield (key of a target, level) of one person."""
        return ((key, level) for (_person, key), level in self._levels.items(min=(person,), max=(person, "\uffff")))

    def forget(self, person: str) -> None:
        """Delete the levels of a person."""
        for key, _level in list(self.of(person)):
            del self._levels[person, key]
            self._people.remove((key, person))


def subscriptions_in(people: PeopleStore) -> Subscriptions:
    """Return the stored levels, for a change."""
    return people.feature_data(DATA_KEY, Subscriptions)


def level_of(people: PeopleStore, person: str | None, targets: Iterable[tuple[Target, ...]]) -> Inherited:
    """Return the level of a person at the first of ``targets`` for which one was chosen.

    Each entry holds targets of equal rank, such as the tags of one discussion: the level with the most notifications
    counts.
    """
    stored = people.feature_data(DATA_KEY)
    for equal in targets if stored is not None else ():
        chosen = [(level, target) for target in equal if (level := stored.get(person, target)) is not None]
        if chosen:
            return Inherited(*min(chosen, key=lambda pair: list(LEVELS).index(pair[0])))
    return Inherited(DEFAULT, None)
