"""Warn people in a space, silence them until a date, and take both back."""

from datetime import datetime
from typing import Any, NamedTuple

from moothall.core.access import roles as R
from moothall.core.access.log_events import SILENCE
from moothall.core.access.permissions import Permission
from moothall.core.access.records import Silence
from moothall.core.base.errors import BadInput, Conflict, Forbidden, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.content.uids import uid_from_name
from moothall.core.event_log.log import ActionContext, LogEvent
from moothall.core.operations import authoring
from moothall.core.workflow.grounds import require_ground
from moothall.moderation.sanctions.log_events import WARNED, WARNING
from moothall.space.members import check_may_give, roles_given


class Sanctioned(NamedTuple):
    """Announced when a person was warned or silenced in a space; ``event`` is the logged one."""

    space: Any
    act: ActionContext
    person: str
    event: LogEvent


class SanctionLifted(NamedTuple):
    """Announced when a silence was lifted before its end, or a warning withdrawn."""

    space: Any
    act: ActionContext
    person: str
    event: LogEvent


def require_to_sanction(viewer, space) -> None:
    """Raise unless the person moderates in the space."""
    authoring.require_of(viewer, Permission.MODERATE, space)


def check_may_sanction(viewer, space, person: str) -> None:
    """Raise unless the person may warn and silence ``person``: not themselves, and no one with higher roles."""
    require_to_sanction(viewer, space)
    if person == viewer.person.id:
        raise Forbidden(_("You cannot warn or silence yourself."))
    if not set(roles_given(space, person, viewer.now)) <= viewer.roles(space) - {R.PERSON}:
        check_may_give(viewer, space, roles_given(space, person, viewer.now))


# -- warnings


def warn(act, space, person: str) -> Sanctioned:
    """Warn a person; a reason and a rule are needed."""
    act = require_ground(act, space)
    site = site_of(space)
    event = site.event_log.append(act, WARNING, space.uid, key=person, after=WARNED, since=act.at)
    site.warnings.add(space.uid, person, event.id)
    return Sanctioned(space, act, person, event)


def warnings_in(space, person: str | None = None) -> list[LogEvent]:
    """Return the logged warnings in a space that were not withdrawn, newest first; those of one person if given."""
    site = site_of(space)
    ids = site.warnings.within(space.uid) if person is None else site.warnings.of(space.uid, person)
    return sorted(filter(None, map(site.event_log.get, ids)), key=lambda event: event.at, reverse=True)


def withdraw_warning(act, space, event: LogEvent) -> SanctionLifted:
    """Withdraw a warning; raise :class:`Conflict` if that was done."""
    site = site_of(space)
    if event.id not in site.warnings.of(space.uid, event.key):
        raise Conflict(_("This warning has been withdrawn."))
    site.warnings.remove(space.uid, event.key, event.id)
    site.event_log.append(act, WARNING, space.uid, key=event.key, before=event.id, after=None)
    return SanctionLifted(space, act, event.key, event)


def warning_named(space, name: str) -> LogEvent:
    """Return the warning with an ID in an address; raise :class:`NotFound` if there is none."""
    id = uid_from_name(name)
    event = site_of(space).event_log.get(id) if id is not None else None
    if event is None or event.kind != WARNING.id or event.subject != space.uid or event.after != WARNED:
        raise NotFound()
    return event


# -- silences


def silences_in(space, now: datetime) -> list[tuple[str, Silence]]:
    """Return (person, silence) of those in force, newest first."""
    found = [(person, one) for person, one in space.record.silences.items() if one.holds(now)]
    return sorted(found, key=lambda pair: pair[1].since, reverse=True)


def silence_of(space, person: str | None, now: datetime) -> Silence | None:
    """Return the silence of a person that is in force, or None."""
    one = space.record.silences.get(person)
    return one if one is not None and one.holds(now) else None


def silence(act, space, person: str, until: datetime | None) -> Sanctioned:
    """Let a person read but not write in the space until ``until`` (None: until it is lifted).

    A reason and a rule are needed.
    """
    act = require_ground(act, space)
    if until is not None and until <= act.at:
        raise BadInput(_("The end date of a silence must be in the future."))
    if R.OWNER in roles_given(space, person, act.at):
        raise Forbidden(_("An owner cannot be silenced."))
    site = site_of(space)
    held = Silence(act.at, until, act.reason, act.person, act.rule, act.ground)
    # Another request may make the same person an owner.
    site.access.force_conflict(space.record)
    site.access.set_silence(space.record, person, held)
    event = site.event_log.append(act, SILENCE, space.uid, key=person, after="silenced", since=act.at, until=until)
    return Sanctioned(space, act, person, event)


def silence_event(space, person: str) -> LogEvent | None:
    """Return the logged event of the last silence of a person."""
    events = [one for one in site_of(space).event_log.about(space.uid, {SILENCE.id}) if one.key == person and one.after]
    return events[-1] if events else None


def lift_silence(act, space, person: str) -> SanctionLifted:
    """End a silence before its time; raise :class:`Conflict` if there is none."""
    event = silence_event(space, person)
    if event is None or silence_of(space, person, act.at) is None:
        raise Conflict(_("This silence has already ended."))
    site = site_of(space)
    site.access.set_silence(space.record, person, None)
    site.event_log.append(act, SILENCE, space.uid, key=person, before="silenced", after=None)
    return SanctionLifted(space, act, person, event)
