"""Scheduled transitions, by item and in order of time."""

import secrets
from datetime import datetime

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.access.permissions import Permission
from moothall.core.authorization.access_context import AccessContext
from moothall.core.content.items import Item, site_of
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext


class ScheduledTransition(Persistent):
    """The transition ``step`` of the item with uid ``about``, due at ``at`` (aware UTC) on behalf of ``by``.

    ``edition`` is the uid of the edition it was scheduled for; the reason is logged with the transition.
    """

    #: Number of the version it was scheduled for; ``None`` in entries of earlier versions.
    version: int | None = None
    #: The ID of the rule on which it is based, if it restricts someone.
    rule: str = ""

    def __init__(
        self, about: int, edition: int, step: str, at: datetime, act: ActionContext, version: int | None = None
    ) -> None:
        self.key = secrets.token_hex(8)
        self.about = about
        self.edition = edition
        self.version = version
        self.step = step
        self.at = at
        self.by = act.person
        self.made = act.at
        self.reason = act.reason
        if act.cited:
            self.rule = act.cited


class Schedule(Persistent):
    """All scheduled transitions of a site.  Writes are rare, so one tree is enough."""

    def __init__(self) -> None:
        self._in_time = OOBTree()
        self._about = LOBTree()

    def add(self, plan: ScheduledTransition) -> None:
        """Add a scheduled transition."""
        self._in_time[plan.at, plan.key] = plan
        self._about[plan.about] = (*self._about.get(plan.about, ()), plan)

    def remove(self, plan: ScheduledTransition) -> None:
        """Remove a scheduled transition."""
        del self._in_time[plan.at, plan.key]
        left = tuple(one for one in self._about[plan.about] if one is not plan)
        if left:
            self._about[plan.about] = left
        else:
            del self._about[plan.about]

    def of(self, uid: int) -> list[ScheduledTransition]:
        """Return the scheduled transitions of one item, the next one first."""
        return sorted(self._about.get(uid, ()), key=lambda plan: plan.at)

    def due(self, now: datetime) -> ScheduledTransition | None:
        """Return the first one that is due, or None."""
        return next(iter(self._in_time.values(max=(now, "~"))), None)

    def __len__(self) -> int:
        return len(self._in_time)


def scheduled_for(item: Item) -> list[ScheduledTransition]:
    """Return the scheduled transitions of ``item``, the next one first."""
    return site_of(item).schedule.of(item.uid)


def visible_schedule(viewer: AccessContext, item: Item) -> list[ScheduledTransition]:
    """Return the scheduled transitions of ``item`` this person may see: their own, and those of visible editions."""
    if isinstance(item, Versioned):
        seen = {edition.uid for edition in item.editions if viewer.decide(edition.subject(), Permission.VIEW)}
    else:
        seen = {item.uid}
    return [planned for planned in scheduled_for(item) if planned.edition in seen or planned.by == viewer.person.id]
