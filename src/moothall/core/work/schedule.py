"""Steps that are to be taken at a date: what is planned, by item and in order of time."""

import secrets

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.access.permissions import Permission
from moothall.core.content.items import site_of
from moothall.core.content.versions import Versioned


class ScheduledTransition(Persistent):
    """``step`` of the item with uid ``about``, to be taken at ``at`` (aware UTC) on behalf of ``by``.

    ``edition`` is the uid of the edition it was planned for; the reason goes into the step's record.
    """

    #: The number of the version that was looked at; plans from before say none.
    version = None

    def __init__(self, about, edition, step, at, act, version=None):
        self.key = secrets.token_hex(8)
        self.about = about
        self.edition = edition
        self.version = version
        self.step = step
        self.at = at
        self.by = act.person
        self.made = act.at
        self.reason = act.reason


class Schedule(Persistent):
    """All that is planned on a site.  Few write here, so one tree does."""

    def __init__(self):
        self._in_time = OOBTree()
        self._about = LOBTree()

    def add(self, plan):
        self._in_time[plan.at, plan.key] = plan
        self._about[plan.about] = (*self._about.get(plan.about, ()), plan)

    def remove(self, plan):
        del self._in_time[plan.at, plan.key]
        left = tuple(one for one in self._about[plan.about] if one is not plan)
        if left:
            self._about[plan.about] = left
        else:
            del self._about[plan.about]

    def of(self, uid):
        """The plans for one item, the next one first."""
        return sorted(self._about.get(uid, ()), key=lambda plan: plan.at)

    def due(self, now):
        """The first plan whose time has come, or ``None``."""
        return next(iter(self._in_time.values(max=(now, "~"))), None)

    def __len__(self):
        return len(self._in_time)


def scheduled_for(item):
    """The plans for ``item``, the next one first."""
    return site_of(item).plans.of(item.uid)


def visible_schedule(viewer, item):
    """The plans for ``item`` that ``viewer`` hears of: their own, and those for an edition they may see."""
    if isinstance(item, Versioned):
        seen = {edition.uid for edition in item.editions if viewer.decide(edition.subject(), Permission.VIEW)}
    else:
        seen = {item.uid}
    return [planned for planned in scheduled_for(item) if planned.edition in seen or planned.by == viewer.person.id]
