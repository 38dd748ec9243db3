"""Detect a clock that jumped forward, before anything is deleted because of its age.

The time of each check is stored.  If the next check is more than a day later, either nothing was running or the
clock is wrong, which only a person can decide.  Nothing is deleted by age for a week from then on; if the
clock is set right within that time, nothing was lost.
"""

import logging
from datetime import datetime, timedelta

from persistent import Persistent
from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.storage.databases import SITE
from moothall.core.storage.write_lock import write_apart

log = logging.getLogger(__name__)

#: Difference between two checks, normally an hour apart, from which the clock may be wrong.
JUMP = timedelta(days=1)
#: Time after a jump during which nothing is deleted by age.
GRACE = timedelta(days=7)
#: Maximum difference by which a clock goes back without having been set, in seconds.
_BACK = timedelta(minutes=10)


class ClockWatch(Persistent):
    """The time of the last check, and the last jump: the times before and after it."""

    seen: datetime | None = None
    jump: tuple[datetime, datetime] | None = None

    def look(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Store the time; return the jump because of which nothing may be deleted now, or None."""
        before, self.seen = self.seen, now
        if before is not None and now - before > JUMP:
            # The time before the first of several jumps is the last one that is known to be right.
            self.jump = (self.jump[0] if self.jump is not None else before, now)
            log.error(
                "The time went from %s to %s at once. Nothing is deleted by age until %s. If the clock is wrong, "
                "set it right before then.",
                *(time.isoformat(" ", "minutes") for time in (before, now, now + GRACE)),
            )
        elif self.jump is not None and (now < self.jump[1] - _BACK or now >= self.jump[1] + GRACE):
            log.info("The clock counts as right again.")
            self.jump = None
        return self.jump


def trusts_clock(registry: Registry) -> bool:
    """Check the clock; return False if nothing may be deleted by age now."""

    def look(root: dict) -> bool:
        watch = getattr(root.get(SITE), "clock_watch", None)
        return watch is None or watch.look(registry.clock()) is None

    return write_apart(registry, "", look)


def includeme(config: Configurator) -> None:
    """Register the store."""
    config.add_site_store("clock_watch", ClockWatch)
