"""Membership review: people who manage a space renew its guests, or let their memberships end.

Guests are members with an end date or a sponsor, and those with the reader role only.
"""

from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.base.dates import end_of_day
from moothall.core.base.errors import BadInput, Conflict
from moothall.core.base.i18n import _
from moothall.core.base.zones import local
from moothall.core.content.items import site_of
from moothall.core.storage.renamed import RenamedAttributes
from moothall.space import members
from moothall.space.log_events import REVIEW

#: Time before its end at which a membership is reviewed, and the time that one without an end gets when it is ended.
NOTICE = timedelta(days=14)
#: Minimum time between two emails to the owners of a space about memberships that end.
APART = timedelta(days=1)
#: Default period when a membership is renewed: half a year.
OFFERED = timedelta(days=182)


def offered_end(now: datetime, zone: tzinfo) -> datetime | None:
    """Return the end of a membership that is renewed now, for the default period, in the time zone of the site."""
    return end_of_day(local(now + OFFERED, zone).date(), zone)


class ReviewRound(RenamedAttributes, Persistent):
    """Decisions on memberships that end, and the ends the owners were notified of."""

    renamed_attributes = MappingProxyType({"told": "notified", "told_at": "notified_at"})

    notified_at = None

    def __init__(self):
        #: Person → the end that was agreed to; another end needs another decision.
        self.agreed = OOBTree()
        self.notified = OOBTree()


def guests(space, now):
    """Return the memberships of guests, those that end first at the top."""
    rows = [row for row in members.members(space, now) if row.is_guest]
    rows.sort(key=lambda row: (row.until is None, row.until or row.since))
    return rows


def is_agreed(space, row):
    """Return True if it was decided that this membership ends on its date."""
    return row.until is not None and space.round.agreed.get(row.person) == row.until


def expiring(space, now):
    """Return the members whose membership ends soon and was not decided on yet."""
    return [row for row in members.members(space, now) if is_expiring(space, row, now)]


def is_expiring(space, row, now):
    """Return True if a membership ends soon and was not decided on yet."""
    return row.until is not None and row.until <= now + NOTICE and not is_agreed(space, row)


def expiring_memberships(site, now):
    """Return (end, UID of a space, person) of :func:`expiring` in all spaces, without loading them."""
    for until, uid, person in site.membership_ends.keys(min=(now,), max=(now + NOTICE + APART,)):
        record = site.access.get(uid)
        if (
            until <= now + NOTICE
            and record is not None
            and any(grant.until == until and grant.holds(now) for grant in record.grants.get(person, ()))
        ):
            yield until, uid, person


def ends_of(space):
    """Return the ends of memberships of a space that were not agreed to, for the index of the site."""
    return {
        (grant.until, space.uid, person)
        for person, grants in space.record.grants.items()
        if ":" not in person
        for grant in grants
        if grant.until is not None and space.round.agreed.get(person) != grant.until
    }


def renew(act, space, person, until, roles=None):
    """Extend the membership of a guest, with other roles if ``roles`` are given."""
    row = _row(space, person, act.at)
    if until is None:
        raise BadInput(_("Enter an end date for the membership."))
    return members.set_member(act, space, person, row.roles if roles is None else roles, until)


def expire(act, space, person):
    """Agree that the membership ends on its date; one without an end gets one in two weeks."""
    row = _row(space, person, act.at)
    until = row.until or (act.at + NOTICE).replace(hour=23, minute=59, second=59, microsecond=0)
    changed = members.set_member(act, space, person, row.roles, until)
    if space.round.agreed.get(person) != until:
        space.round.agreed[person] = until
        # No decision is needed any more.
        site_of(space).membership_ends.discard((until, space.uid, person))
        site_of(space).event_log.append(act, REVIEW, space.uid, key=person, after="lapses", until=until)
    return changed


def reopen(act, space, person):
    """Ask for a decision again about a membership that was to end on its date."""
    if space.round.agreed.pop(person, None) is None:
        return
    row = members.member_of(space, person, act.at)
    if row is not None and row.until is not None:
        site_of(space).membership_ends.insert((row.until, space.uid, person))
    site_of(space).event_log.append(act, REVIEW, space.uid, key=person, before="lapses", after=None)


def _row(space, person, now):
    row = members.member_of(space, person, now)
    if row is None:
        raise Conflict(_("This person is no longer a member."))
    return row


def forget(space, person):
    """Delete the decisions about a person whose data are erased."""
    space.round.agreed.pop(person, None)
    space.round.notified.pop(person, None)


def due(space, now):
    """Return the memberships the owners were not notified of; none if the last email is less than a day old."""
    notified_at = space.round.notified_at
    if notified_at is not None and now < notified_at + APART:
        return []
    return [row for row in expiring(space, now) if space.round.notified.get(row.person) != row.until]


def note_notified(space, rows, now):
    """Record that the owners were notified of these."""
    for row in rows:
        space.round.notified[row.person] = row.until
    space.round.notified_at = now
    for person in [person for person, until in space.round.notified.items() if until <= now]:
        del space.round.notified[person]
