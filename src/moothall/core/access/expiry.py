"""Ends: whoever gave access until a date hears shortly before, once."""

from datetime import timedelta

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.access.records import ITEM

#: So long before the end; what was given for no longer than that needs no reminder.
NOTICE = timedelta(days=14)


class NotifiedEnds(Persistent):
    """The ends that were told: (uid, principal) → the end."""

    def __init__(self):
        self._told = OOBTree()

    def is_notified(self, uid, principal, until):
        return self._told.get((uid, principal)) == until

    def note(self, uid, principal, until):
        self._told[uid, principal] = until

    def purge(self, now):
        """Forget the ends that are over."""
        for key in [key for key, until in self._told.items() if until <= now]:
            del self._told[key]


def expiring_grants(site, now):
    """(record, principal, giver, until) of what ends soon and was not told yet."""
    for record in site.access.values():
        if record.kind != ITEM:
            continue
        for principal, grants in record.grants.items():
            ends = [grant for grant in grants if grant.holds(now) and grant.until is not None]
            if not ends or len(ends) < sum(grant.holds(now) for grant in grants):
                continue
            last = max(ends, key=lambda grant: grant.until)
            soon = last.until - now <= NOTICE < last.until - last.since
            if soon and last.by is not None and not site.told_ends.is_notified(record.uid, principal, last.until):
                yield record, principal, last.by, last.until


def end_on(item_record, principal, now):
    """Until when ``principal`` holds something there; ``None`` where nothing is given, or without end."""
    held = [grant.until for grant in item_record.grants.get(principal, ()) if grant.holds(now)]
    return None if not held or None in held else max(held)
