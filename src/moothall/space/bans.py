"""Bans: a banned person counts as a visitor in the space until the date."""

from typing import NamedTuple

from moothall.core.access import roles as R
from moothall.core.access.log_events import BAN
from moothall.core.access.records import Ban
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.workflow.grounds import require_ground
from moothall.core.workflow.transition import REPEATED_WITHIN
from moothall.space.members import ban_of, check_may_give, forget_request, roles_given


class Banned(NamedTuple):
    """Announced when a person was banned from a space until a moment (``None``: until the ban is lifted)."""

    space: object
    act: object
    person: str
    until: object


class BanLifted(NamedTuple):
    """Announced when a ban was ended before its time."""

    space: object
    act: object
    person: str


def bans(space, now):
    """Return the current bans, newest first: (person ID, Ban)."""
    return sorted(
        ((person, one) for person, one in space.record.bans.items() if one.holds(now)),
        key=lambda pair: pair[1].since,
        reverse=True,
    )


def check_not_banned(space, person, now):
    """Raise :class:`Forbidden` for a person who is banned and cannot become a member."""
    if ban_of(space, person, now) is not None:
        raise Forbidden(_("You cannot join this space at the moment."))


def check_may_ban(viewer, space, person):
    """Raise :class:`Forbidden` if ``viewer`` may not ban ``person``: themselves, or a person with higher roles."""
    if person == viewer.person.id:
        raise Forbidden(_("You cannot ban yourself. You can leave the space instead."))
    check_may_give(viewer, space, roles_given(space, person, viewer.now))


def check_ban(space, person, until, now):
    """Raise :class:`BadInput` for an end in the past, and :class:`Forbidden` for an owner."""
    if until is not None and until <= now:
        raise BadInput(_("The end date of a ban must be in the future."))
    if R.OWNER in roles_given(space, person, now):
        raise Forbidden(_("An owner cannot be banned."))


def ban(act, space, person, until):
    """Make ``person`` count as a visitor here until ``until`` (``None``: until lifted).  Needs a reason and a rule.

    Their earlier roles apply again afterwards; an open request to join is deleted.
    """
    act = require_ground(act, space)
    check_ban(space, person, until, act.at)
    site = site_of(space)
    # Another request may make the same person an owner.
    site.access.force_conflict(space.record)
    site.access.set_ban(space.record, person, Ban(act.at, until, act.reason, act.person))
    site.event_log.append(act, BAN, space.uid, key=person, after="banned", since=act.at, until=until)
    forget_request(space, person)
    return Banned(space, act, person, until)


def is_banned_already(act, space, person, until):
    """Return True if the person who acts has just banned ``person`` in the same way, as with a double click."""
    held = space.record.bans.get(person)
    same = held is not None and (held.until, held.reason, held.by) == (until, act.reason, act.person)
    return same and act.at - held.since <= REPEATED_WITHIN


def check_is_banned(space, person):
    """Raise :class:`Conflict` if the person is not banned."""
    if person not in space.record.bans:
        raise Conflict(_("This ban has already ended."))


def lift_ban(act, space, person):
    """End a ban before its time, or delete one that has ended; raise :class:`Conflict` if there is none."""
    check_is_banned(space, person)
    site, held = site_of(space), ban_of(space, person, act.at) is not None
    site.access.set_ban(space.record, person, None)
    if held:
        site.event_log.append(act, BAN, space.uid, key=person, before="banned", after=None)
    return BanLifted(space, act, person)
