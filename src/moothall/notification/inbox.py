"""The notifications of each person, newest first, with what was and what will be sent by email."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from BTrees.LLBTree import LLBTree, LLTreeSet
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from moothall.core.base.dates import microseconds
from moothall.people.store import PeopleStore

DATA_KEY = "notifications"
#: Number of notifications kept for each person, and time for which one is kept.
MOST = 1000
KEPT = timedelta(days=90)

#: What happened by email: it was sent, waits for a digest, was sent in one, or was not sent because of a choice.
SENT, DIGEST, DIGESTED, OFF = "sent", "digest", "digested", "off"


class Notification(NamedTuple):
    """One notification: the kind of its message, the UID of the item, who acted, why the person gets it.

    ``message`` is the key of the message, which is the same for a repeated delivery; ``at`` is in microseconds;
    ``data`` are the data of the message as pairs.
    """

    kind: str
    about: int
    at: int
    because: str
    data: tuple
    message: int
    email: str = ""


class Inbox(Persistent):
    """The notifications of one person."""

    def __init__(self) -> None:
        self._rows = LOBTree()
        self._by_message = LLBTree()
        self.unread = LLTreeSet()
        #: (UID of a space, ID of a notification) that wait for the next digest.
        self.due = OOTreeSet()

    def add(self, row: Notification) -> int | None:
        """Store a notification and return its ID; return None if the message was stored before."""
        if row.message in self._by_message:
            return None
        id = row.at
        while id in self._rows:
            id += 1
        self._rows[id] = tuple(row)
        self._by_message[row.message] = id
        self.unread.insert(id)
        if len(self._by_message) > MOST:
            self.remove(self._rows.minKey())
        return id

    def get(self, id: int) -> Notification | None:
        """Return a notification by its ID, or None."""
        stored = self._rows.get(id)
        return Notification(*stored) if stored is not None else None

    def newest(self) -> Iterator[tuple[int, Notification]]:
        """Yield (ID, notification), newest first."""
        return ((id, Notification(*self._rows[id])) for id in reversed(self._rows.keys()))

    def set_email(self, id: int, email: str) -> None:
        """Store what happened by email."""
        row = self.get(id)
        if row is not None:
            self._rows[id] = tuple(row._replace(email=email))

    def mark_read(self, ids: Iterable[int]) -> None:
        """Mark notifications as read; ignore unknown ones."""
        for id in ids:
            self.unread.discard(id)

    def remove(self, id: int) -> None:
        """Delete a notification."""
        row = self.get(id)
        if row is None:
            return
        del self._rows[id]
        self._by_message.pop(row.message, None)
        self.unread.discard(id)
        for pair in [pair for pair in self.due if pair[1] == id]:
            self.due.remove(pair)

    def has_old(self, now: datetime) -> bool:
        """Return True if there are notifications to delete."""
        return bool(self._rows) and self._rows.minKey() <= microseconds(now - KEPT)

    def purge(self, now: datetime) -> int:
        """Delete old notifications; return their number."""
        old = list(self._rows.keys(max=microseconds(now - KEPT)))
        for id in old:
            self.remove(id)
        return len(old)

    def __len__(self) -> int:
        return len(self._by_message)


def inbox_of(people: PeopleStore, person: str | None) -> Inbox | None:
    """Return the notifications of a person, or None if there are none yet."""
    stored = people.feature_data(DATA_KEY)
    return stored.get(person) if stored is not None and person is not None else None


def inbox_for(people: PeopleStore, person: str) -> Inbox:
    """Return the notifications of a person, for a change."""
    stored = people.feature_data(DATA_KEY, OOBTree)
    found = stored.get(person)
    if found is None:
        found = stored[person] = Inbox()
    return found


def inboxes(people: PeopleStore) -> Iterable[tuple[str, Inbox]]:
    """Return (person, notifications) of everyone who has some."""
    stored: Any = people.feature_data(DATA_KEY)
    return stored.items() if stored is not None else ()
