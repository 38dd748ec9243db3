"""The appeals, found by decision and person, and those that wait."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.base.randomness import random_letters

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
MAX_TEXT_LENGTH = 5000
#: Maximum number of messages in the dialogue about an appeal.
MAX_MESSAGES = 50
WAITING, GRANTED, REFUSED, ENDED = "waiting", "granted", "refused", "ended"


class AppealMessage(NamedTuple):
    """A message in the dialogue: by the moderators, or by the person who appealed."""

    by_moderators: bool
    person: str | None
    at: datetime
    text: str


class Outcome(NamedTuple):
    """How an appeal was decided; ``by`` is None if the restriction ended before."""

    by: str | None
    at: datetime
    is_granted: bool
    reason: str


class OpenAppeal(NamedTuple):
    """A waiting appeal as it is listed without loading it; ``decider`` took the decision, None for a program."""

    id: str
    about: int
    at: datetime
    person: str
    decider: str | None


class Appeal(Persistent):
    """An appeal of ``person`` against the decision that the logged event ``event`` made about the item ``about``."""

    messages: tuple[tuple, ...] = ()
    _outcome: tuple | None = None

    def __init__(self, id: str, event: int, about: int, person: str, by_reporter: bool, text: str, at: datetime):
        self.id, self.event, self.about, self.person = id, event, about, person
        self.by_reporter, self.text, self.at = by_reporter, text, at

    @property
    def outcome(self) -> Outcome | None:
        """Return the decision; None while the appeal waits."""
        return Outcome(*self._outcome) if self._outcome is not None else None

    @property
    def status(self) -> str:
        """Return ``waiting``, ``granted``, ``refused``, or ``ended`` if the restriction ended before."""
        outcome = self.outcome
        if outcome is None:
            return WAITING
        if outcome.by is None:
            return ENDED
        return GRANTED if outcome.is_granted else REFUSED

    @property
    def dialogue(self) -> list[AppealMessage]:
        """Return the messages, oldest first."""
        return [AppealMessage(*one) for one in self.messages]

    def say(self, message: AppealMessage) -> None:
        """Add a message."""
        self.messages = (*self.messages, tuple(message))

    def decide(self, outcome: Outcome) -> None:
        """Store the decision."""
        self._outcome = tuple(outcome)


class Appeals(Persistent):
    """All appeals by ID; one of each person for each decision."""

    def __init__(self) -> None:
        self._by_id = OOBTree()
        #: (event, person) → ID.
        self._by_decision = OOBTree()
        #: UID of an item → IDs.
        self._by_item = LOBTree()
        #: ID → the fields of :class:`OpenAppeal` after it.
        self._open = OOBTree()

    def get(self, id: str) -> Appeal | None:
        """Return an appeal, or None."""
        return self._by_id.get(id)

    def of(self, event: int, person: str) -> Appeal | None:
        """Return the appeal of a person against a decision, or None."""
        return self._by_id.get(self._by_decision.get((event, person)))

    def against(self, event: int) -> list[Appeal]:
        """Return the appeals against a decision, oldest first."""
        keys = self._by_decision.keys(min=(event,), max=(event + 1,))
        return sorted((self._by_id[self._by_decision[key]] for key in keys), key=lambda one: one.at)

    def about(self, uid: int) -> list[Appeal]:
        """Return the appeals about an item, oldest first."""
        return [self._by_id[id] for id in self._by_item.get(uid, ())]

    def waiting(self) -> Iterator[OpenAppeal]:
        """Yield the appeals that wait, without loading them."""
        return (OpenAppeal(id, *row) for id, row in self._open.items())

    def add(self, event, person: str, by_reporter: bool, text: str, at: datetime) -> Appeal:
        """Store a new appeal against the decision that a logged event made."""
        appeal = Appeal(random_letters(_LETTERS, 13), event.id, event.subject, person, by_reporter, text, at)
        self._by_id[appeal.id] = appeal
        self._by_decision[event.id, person] = appeal.id
        self._by_item[event.subject] = (*self._by_item.get(event.subject, ()), appeal.id)
        self._open[appeal.id] = (event.subject, at, person, event.actor)
        return appeal

    def decide(self, appeal: Appeal, outcome: Outcome) -> None:
        """Store the decision on an appeal, which waits no longer."""
        appeal.decide(outcome)
        self._open.pop(appeal.id, None)

    def redirect(self, appeal: Appeal, event) -> None:
        """Let a waiting appeal be against a later decision about the same."""
        del self._by_decision[appeal.event, appeal.person]
        appeal.event = event.id
        self._by_decision[event.id, appeal.person] = appeal.id
        self._open[appeal.id] = (event.subject, appeal.at, appeal.person, event.actor)

    def by(self, person: str) -> list[Appeal]:
        """Return the appeals of a person."""
        return [one for one in self._by_id.values() if one.person == person]

    def forget(self, person: str) -> None:
        """Remove the appeals of a person."""
        for appeal in self.by(person):
            self._remove(appeal)

    def forget_item(self, uid: int) -> None:
        """Remove the appeals about an item."""
        for appeal in self.about(uid):
            self._remove(appeal)

    def _remove(self, appeal: Appeal) -> None:
        del self._by_id[appeal.id]
        self._by_decision.pop((appeal.event, appeal.person), None)
        self._open.pop(appeal.id, None)
        left = tuple(id for id in self._by_item.get(appeal.about, ()) if id != appeal.id)
        if left:
            self._by_item[appeal.about] = left
        else:
            self._by_item.pop(appeal.about, None)
