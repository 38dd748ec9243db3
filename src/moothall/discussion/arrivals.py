"""Posts that came from another discussion, with the read marks that people had there.

A person's mark says up to which moment they have read a discussion.  Posts that come from another one have a mark of
their own, which begins as that of the discussion they came from: no mark is written when posts move.  Someone who
reads on there afterwards gets a copy of the old mark first (:meth:`~moothall.people.read_marks.ReadMarks.mark`).
"""

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOTreeSet
from persistent import Persistent
from persistent.mapping import PersistentMapping

from moothall.core.base.dates import microseconds
from moothall.core.content.uids import new_uid

#: Larger than any UID.
_LAST_UID = 2**63


class Arrival(Persistent):
    """The posts that came in one transfer and had the same read mark.

    ``key`` is that of their mark; ``before`` are those of the marks that count for people who have none, first to
    last; ``keys`` are the keys (microseconds, UID) of the posts.
    """

    def __init__(self, before, keys):
        self.key = new_uid()
        self.before = before
        self.keys = OOTreeSet(keys)

    def after(self, moment):
        """Return the keys of the posts after a moment (microseconds)."""
        return self.keys.keys(min=(moment, _LAST_UID))


def mark_keys(thread):
    """Return [(key of a read mark, keys of the marks that count instead)] of a discussion."""
    return [(thread.uid, ()), *((one.key, one.before) for one in _arrivals(thread))]


def _arrivals(thread):
    return thread.arrivals.values() if thread.arrivals is not None else ()


def arrive(source, target, keys):
    """Move the read marks of posts from a discussion to another one."""
    rest = set(keys)
    for arrival in list(_arrivals(source)):
        own = rest.intersection(arrival.keys) if len(arrival.keys) else set()
        rest -= own
        for key in own:
            arrival.keys.remove(key)
        _add(source, target, arrival.key, arrival.before, own)
        if not arrival.keys:
            del source.arrivals[arrival.key]
    _add(source, target, source.uid, (), rest)


def _add(source, target, key, before, keys):
    if not keys:
        return
    arrival = Arrival((key, *before), keys)
    if target.arrivals is None:
        target.arrivals = LOBTree()
    target.arrivals[arrival.key] = arrival
    if source.mark_heirs is None:
        source.mark_heirs = PersistentMapping()
    source.mark_heirs[key] = (*source.mark_heirs.get(key, ()), arrival.key)


def forget_arrival(thread, key):
    """Forget a post that is deleted permanently."""
    for arrival in _arrivals(thread):
        if key in arrival.keys:
            arrival.keys.remove(key)


def mark_read(marks, thread, moment):
    """Mark the posts of a discussion up to a moment (microseconds) as read."""
    heirs = thread.mark_heirs or {}
    for key, before in mark_keys(thread):
        marks.mark(key, moment, before, heirs.get(key, ()))


class ReadPosts:
    """Which posts of a discussion the person of ``marks`` has read."""

    def __init__(self, marks, thread):
        self._thread = thread
        self._moment = marks.moment(thread.uid)
        self._arrived = [(one, marks.moment(one.key, *one.before)) for one in _arrivals(thread)]

    def is_unread(self, key):
        """Return True for the key of a post that the person has not read."""
        return key[0] > next((moment for one, moment in self._arrived if key in one.keys), self._moment)

    def has_read_all(self):
        """Return True if nothing changed since the person read the discussion; without loading a post but the last."""
        if self._arrived:
            return self._first() is None
        return microseconds(self._thread.modified) <= self._moment

    def count_unread(self, seen):
        """Return the number of unread posts among those in ``seen``, a :class:`.visible_thread.VisibleThread`."""
        end = (self._moment, _LAST_UID)
        count = self._thread.total - self._thread.count_before(end)
        for one, moment in self._arrived:
            count += len(one.after(moment)) - len(one.after(self._moment))
        return count - sum(map(self.is_unread, seen.hidden))

    def first_unread(self, seen):
        """Return the key of the first unread post in ``seen``, or None."""
        return self._first(seen.hidden)

    def _first(self, hidden=frozenset()):
        own = (
            key
            for key in self._thread.keys_after((self._moment, _LAST_UID))
            if key not in hidden and not any(key in one.keys for one, _moment in self._arrived)
        )
        found = [next((key for key in one.after(moment) if key not in hidden), None) for one, moment in self._arrived]
        return min((key for key in (next(own, None), *found) if key is not None), default=None)
