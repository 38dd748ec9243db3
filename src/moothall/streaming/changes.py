"""The changes of the last hour, in the order in which they were committed.

The time in the key of a change is that of its transaction, which commits later than others that began after it.  So
readers compare the transaction ID (``_p_serial``) of a change, and the time only limits how many they read.
"""

import time

from persistent import Persistent

from moothall.core.base.shards import new_shards, shard_of
from moothall.core.base.trees import ValueTree
from moothall.core.content.items import site_of

ADDED, CHANGED, REMOVED, REACTED = "added", "changed", "removed", "reacted"
#: In microseconds: how long changes are kept, and longer than any transaction takes.
KEPT, LONGEST_TRANSACTION = 3_600_000_000, 600_000_000


class Change(Persistent):
    """One change; its transaction ID is its position."""


class RecentChanges(Persistent):
    """Shards of (microseconds, UID of the item, UID of the part, kind) → :class:`Change`."""

    def __init__(self):
        self._shards = new_shards(ValueTree)

    def add(self, item, part, kind):
        """Add a change of a part of an item, and delete older ones in its shard."""
        now, shard = clock(), shard_of(self._shards, part)
        for key in list(shard.keys(max=(now - KEPT,))):
            del shard[key]
        shard[now, item, part, kind] = Change()

    def since(self, item, moment):
        """Yield (part, kind, transaction ID) of the changes of an item since ``moment`` (microseconds)."""
        for shard in self._shards:
            for key in shard.keys(min=(moment - LONGEST_TRANSACTION,)):
                if key[1] == item:
                    change = shard[key]
                    change._p_activate()
                    yield key[2], key[3], change._p_serial


def clock():
    """Return the time in microseconds."""
    return time.time_ns() // 1000


def record(item, part, kind):
    """Record that a part of an item was added, changed or removed, or that someone reacted to it."""
    site_of(item).recent_changes.add(item.uid, part, kind)
