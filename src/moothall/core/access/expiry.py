"""Expiring grants: the person who gave access until a date is notified once, shortly before."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.access.records import ITEM, AccessRecord

#: Time of the notice before the end; access given for a shorter time needs none.
NOTICE = timedelta(days=14)


class NotifiedEnds(Persistent):
    """The ends that people were notified of: (uid, principal) → the end."""

    def __init__(self) -> None:
        self._told = OOBTree()

    def is_notified(self, uid: int, principal: str, until: datetime) -> bool:
        """Return True if the notice of this end was recorded."""
        return self._told.get((uid, principal)) == until

    def note(self, uid: int, principal: str, until: datetime) -> None:
        """Record the notice of an end."""
        self._told[uid, principal] = until

    def rename_principals(self, name_of: Callable[[str], str]) -> None:
        """Store each principal under another name."""
        for uid, principal in [key for key in self._told if name_of(key[1]) != key[1]]:
            self._told[uid, name_of(principal)] = self._told.pop((uid, principal))

    def purge(self, now: datetime) -> None:
        """Delete the ends that are past."""
        for key in [key for key, until in self._told.items() if until <= now]:
            del self._told[key]


def expiring_grants(site: Any, now: datetime) -> Iterator[tuple[AccessRecord, str, str, datetime]]:
    """Yield (record, principal, giver, until) of access that ends soon and was not notified yet."""
    for record in site.access.values():
        if record.kind != ITEM:
            continue
        for principal, grants in record.grants.items():
            ends = [grant for grant in grants if grant.holds(now) and grant.until is not None]
            if not ends or len(ends) < sum(grant.holds(now) for grant in grants):
                continue
            last = max(ends, key=lambda grant: grant.until)
            soon = last.until - now <= NOTICE < last.until - last.since
            if soon and last.by is not None and not site.notified_ends.is_notified(record.uid, principal, last.until):
                yield record, principal, last.by, last.until


def end_on(item_record: AccessRecord, principal: str, now: datetime) -> datetime | None:
    """Return the end of what ``principal`` was given on an item; None without a grant or an end."""
    held = [grant.until for grant in item_record.grants.get(principal, ()) if grant.holds(now)]
    return None if not held or None in held else max(held)
