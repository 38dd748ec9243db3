"""Read marks: the moment up to which a person has read an item.

They are stored with the person, in the database of people, so that reading never changes content.
"""

from datetime import timedelta

from BTrees.LLBTree import LLBTree
from BTrees.OOBTree import OOBTree

from moothall.core.base.dates import microseconds

DATA_KEY = "read marks"
#: How long an item that was never opened counts as new.
NEWS_LASTS = timedelta(days=30)


class ReadMarks:
    """The marks of one person, as of one moment."""

    def __init__(self, people, person_id, now):
        self._people = people
        self._person = person_id
        self._floor = microseconds(now - NEWS_LASTS)
        room = people.feature_data(DATA_KEY) if person_id is not None else None
        self._marks = room.get(person_id) if room is not None else None

    def moment(self, uid, *instead):
        """Return the microseconds up to which the item ``uid`` was read, at least the start of what counts as new.

        The first of ``instead`` with a mark counts if ``uid`` has none.
        """
        return max(self._stored(uid, instead), self._floor)

    def _stored(self, uid, instead):
        marks = self._marks
        found = (marks.get(one) for one in (uid, *instead)) if marks is not None else ()
        return next((mark for mark in found if mark is not None), 0)

    def mark(self, uid, moment, instead=(), heirs=()):
        """Mark ``uid`` as read up to ``moment`` (microseconds); an earlier moment changes nothing.

        ``heirs`` are marks that are read as this one until they have a value: they keep the value from before.
        """
        before = self._stored(uid, instead)
        if before >= moment:
            return
        room = self._people.feature_data(DATA_KEY, OOBTree)
        if self._person not in room:
            room[self._person] = LLBTree()
        self._marks = room[self._person]
        for heir in heirs:
            if heir not in self._marks:
                self._marks[heir] = before
        self._marks[uid] = moment


def _read_marks(request):
    return ReadMarks(request.people, request.person.id, request.now)


def includeme(config):
    config.add_request_method(_read_marks, "read_marks", reify=True)
