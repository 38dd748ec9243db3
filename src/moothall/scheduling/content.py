"""Schedule a transition, and cancel it."""

from datetime import timedelta

from moothall.core.base.errors import BadInput, Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.work.schedule import ScheduledTransition, scheduled_for, visible_schedule
from moothall.core.workflow import transition as steps
from moothall.scheduling.log_events import PLAN

#: Maximum time ahead of a scheduled transition.
MAX_AHEAD = timedelta(days=730)
#: Maximum number of scheduled transitions of one item.
MAX_PER_ITEM = 5


def schedulable_transitions(viewer, item):
    """Return the transitions that ``viewer`` may schedule: available now, or blocked only by unmet conditions."""
    return [*steps.available(viewer, item), *(one.transition for one in steps.blocked_transitions(viewer, item))]


def schedule_transition(viewer, act, item, name, at):
    """Schedule the transition ``name`` at ``at`` (aware UTC) and return the :class:`.ScheduledTransition`.

    Raise the errors of performing it now, except for unmet conditions, and :class:`BadInput` for a date in the past or
    too far ahead.
    """
    edition, _subject, _definition = steps.transition_target(viewer, item)
    transition = next((one for one in schedulable_transitions(viewer, item) if one.id == name), None)
    if transition is None:
        steps.check(viewer, item, name)
    if not act.at < at <= act.at + MAX_AHEAD:
        raise BadInput(_("Choose a date in the future, within two years."))
    steps.check_reason(act, item, transition)
    if len(scheduled_for(item)) >= MAX_PER_ITEM:
        raise Conflict(_("Too many actions are scheduled for this item. Cancel one first."))
    uid, version = (edition.uid, edition.version.number) if edition is not None else (item.uid, None)
    planned = ScheduledTransition(item.uid, uid, name, at, act, version)
    site_of(item).schedule.add(planned)
    site_of(item).event_log.append(act, PLAN, item.uid, key=name, after=planned.key, since=at)
    return planned


def cancel(viewer, act, item, key):
    """Cancel a scheduled transition; its creator and everyone who could have scheduled it may.

    Raise :class:`NotFound` if it is missing or hidden from ``viewer``.
    """
    planned = find(viewer, item, key)
    if planned.by != viewer.person.id and planned.step not in {one.id for one in schedulable_transitions(viewer, item)}:
        # The check raises the exact error: not found, forbidden, or not available in this state.
        steps.check(viewer, item, planned.step)
    forget(act, item, planned)


def check_unchanged(viewer, item, planned):
    """Raise :class:`Conflict` if the edition changed since the transition was scheduled."""
    edition, _subject, definition = steps.transition_target(viewer, item)
    if edition is None:
        return
    step = definition.transitions.get(planned.step)
    changed = edition.version.number != planned.version and edition.version.by != planned.by
    if edition.uid != planned.edition or (changed and step in definition.publishing):
        raise Conflict(_("It has changed since you scheduled this. Check it again."))


def forget(act, item, planned):
    """Delete a scheduled transition that was performed or cancelled."""
    site_of(item).schedule.remove(planned)
    site_of(item).event_log.append(act, PLAN, item.uid, key=planned.step, before=planned.key)


def find(viewer, item, key):
    """Return the scheduled transition with ``key``; raise :class:`NotFound` if there is none."""
    planned = next((one for one in visible_schedule(viewer, item) if one.key == key), None)
    if planned is None:
        raise NotFound()
    return planned
