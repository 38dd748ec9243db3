"""Slow mode: the time people wait between two of their posts in a discussion; moderators do not."""

from datetime import datetime, timedelta
from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.base.dates import datetime_of
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.search.query import ContentQuery
from moothall.core.storage.index_maps import values_for
from moothall.discussion.log_events import SLOW_MODE

#: Seconds, the least and the most.
LEAST, MOST = 10, 7 * 24 * 3600


class SlowMode(NamedTuple):
    """A wait in seconds between two posts of a person, who set it, when, why, and until when (None: until it ends)."""

    seconds: int
    by: str | None
    at: datetime
    reason: str
    until: datetime | None = None


def slow_mode_of(thread, now: datetime) -> SlowMode | None:
    """Return the slow mode of a discussion, or None if there is none or it has ended."""
    found = SlowMode(*thread.slow_mode) if thread.slow_mode is not None else None
    return found if found is not None and (found.until is None or now < found.until) else None


def set_slow_mode(viewer, act, thread, seconds: int, until: datetime | None = None) -> None:
    """Set the slow mode of a discussion, with a reason; 0 seconds end it."""
    if not viewer.allowed(Permission.MODERATE, thread):
        raise Forbidden().missing_permission(Permission.MODERATE, thread)
    before = slow_mode_of(thread, act.at)
    if seconds == 0:
        thread.slow_mode = None
    elif not LEAST <= seconds <= MOST:
        raise BadInput(_("The time between two posts must be from 10 seconds to 7 days."))
    elif not act.reason.strip():
        raise BadInput(_("Enter a reason. It is shown to the people concerned."))
    elif until is not None and until <= act.at:
        raise BadInput(_("The end must be in the future."))
    else:
        thread.slow_mode = tuple(SlowMode(seconds, act.person, act.at, act.reason.strip(), until))
    known = before.seconds if before is not None else 0
    if known != seconds or seconds:
        site_of(thread).event_log.append(act, SLOW_MODE, thread.uid, before=known, after=seconds, until=until)


def wait_for(viewer, thread) -> int:
    """Return the seconds that a person has to wait before their next post; 0 for moderators."""
    mode = slow_mode_of(thread, viewer.now)
    if mode is None or viewer.person.id is None or viewer.allowed(Permission.MODERATE, thread):
        return 0
    own = ContentQuery(viewer).of("post").by(viewer.person.id).within(thread).sorted_by("created", descending=True)
    uids = own.sorted_uids(1)
    if not uids:
        return 0
    (last,) = values_for(viewer.site.catalog["created"], uids)
    free = datetime_of(last) + timedelta(seconds=mode.seconds)
    return max(0, -int((viewer.now - free).total_seconds() // 1)) if free > viewer.now else 0


def check_pace(viewer, thread) -> None:
    """Raise :class:`Conflict` if a person has to wait before their next post."""
    wait = wait_for(viewer, thread)
    if wait:
        minutes, seconds = divmod(wait, 60)
        raise Conflict(
            _(
                "Slow mode is on here: you can post again in ${minutes} min ${seconds} s.",
                mapping={"minutes": minutes, "seconds": seconds},
            )
        )
