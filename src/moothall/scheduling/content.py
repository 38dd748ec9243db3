"""Planning a step, and thinking better of it."""

from datetime import timedelta

from moothall.core.base.errors import Absent, BadInput, Conflicting
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.work.schedule import Plan, plans_of, shown
from moothall.core.workflow import transition as steps

#: Nobody knows what will be there in the year after next.
FURTHEST = timedelta(days=730)
MOST = 5


def possible(viewer, item):
    """The transitions that ``viewer`` may plan: those they may take, or could but for what is missing now."""
    return [*steps.available(viewer, item), *(one.transition for one in steps.hindered(viewer, item))]


def plan(viewer, act, item, name, at):
    """Plan to take the step ``name`` at ``at`` (aware UTC); returns the :class:`~moothall.core.work.schedule.Plan`.

    Raises what taking it now would raise, but for what is missing only now;
    :class:`BadInput` for a date in the past or too far away.
    """
    edition, _subject, _definition = steps.place_of(viewer, item)
    transition = next((one for one in possible(viewer, item) if one.id == name), None)
    if transition is None:
        steps.check(viewer, item, name)
    if not act.at < at <= act.at + FURTHEST:
        raise BadInput(_("The date must lie in the future, within two years."))
    steps.check_reason(act, transition)
    if len(plans_of(item)) >= MOST:
        raise Conflicting(_("So much is planned for it already. Take something back first."))
    uid, version = (edition.uid, edition.version.number) if edition is not None else (item.uid, None)
    planned = Plan(item.uid, uid, name, at, act, version)
    site_of(item).plans.add(planned)
    site_of(item).facts.append(act, "plan", item.uid, key=name, after=planned.key, since=at)
    return planned


def take_back(viewer, act, item, key):
    """Forget a plan: whoever made it may, and whoever could make it.

    Raises :class:`Absent` where there is none, or none that ``viewer`` knows of.
    """
    planned = find(viewer, item, key)
    if planned.by != viewer.person.id and planned.step not in {one.id for one in possible(viewer, item)}:
        # Says exactly why: absent, refused, or only not in this state.
        steps.check(viewer, item, planned.step)
    forget(act, item, planned)


def check_unchanged(viewer, item, planned):
    """Raise :class:`Conflicting` where the step would be about something else than what was looked at."""
    edition, _subject, definition = steps.place_of(viewer, item)
    if edition is None:
        return
    step = definition.transitions.get(planned.step)
    changed = edition.version.number != planned.version and edition.version.by != planned.by
    if edition.uid != planned.edition or (changed and step in definition.publishing):
        raise Conflicting(_("It was changed after you had planned this. Please look at it again."))


def forget(act, item, planned):
    """Drop a plan that was carried out or taken back."""
    site_of(item).plans.remove(planned)
    site_of(item).facts.append(act, "plan", item.uid, key=planned.step, before=planned.key)


def find(viewer, item, key):
    """The plan with ``key``; raises :class:`Absent`."""
    planned = next((one for one in shown(viewer, item) if one.key == key), None)
    if planned is None:
        raise Absent()
    return planned
