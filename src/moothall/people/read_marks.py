"""Read marks: up to which moment somebody has read something.

They belong to the person, not to the thread: they live in the database of people,
so that reading never touches content.
"""

from datetime import timedelta

from BTrees.LLBTree import LLBTree
from BTrees.OOBTree import OOBTree

from moothall.core.base.dates import microseconds

DATA_KEY = "read marks"
#: What was never opened counts as new for this long.
NEWS_LASTS = timedelta(days=30)


class ReadMarks:
    """The marks of one person, seen at one moment."""

    def __init__(self, people, person_id, now):
        self._people = people
        self._person = person_id
        self._floor = microseconds(now - NEWS_LASTS)
        room = people.feature_data(DATA_KEY) if person_id is not None else None
        self._marks = room.get(person_id) if room is not None else None

    def moment(self, uid):
        """Microseconds up to which the item ``uid`` was read, never before the floor of what counts as new."""
        mark = self._marks.get(uid) if self._marks is not None else None
        return self._floor if mark is None else max(mark, self._floor)

    def read(self, uid):
        """Whether the item was ever marked as read."""
        return self._marks is not None and uid in self._marks

    def mark(self, uid, moment):
        """Remember that ``uid`` was read up to ``moment`` (microseconds); never goes back."""
        room = self._people.feature_data(DATA_KEY, OOBTree)
        if self._person not in room:
            room[self._person] = LLBTree()
        self._marks = room[self._person]
        if self._marks.get(uid, 0) < moment:
            self._marks[uid] = moment


def _read_marks(request):
    return ReadMarks(request.people, request.person.id, request.now)


def includeme(config):
    config.add_request_method(_read_marks, "read_marks", reify=True)
