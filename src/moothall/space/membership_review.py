"""The review round: who looks after a space renews its guests, or lets their memberships lapse.

Guests are members with an end date or a sponsor, and those who only read.
"""

from datetime import timedelta

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.base.errors import BadInput, Conflict
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.space import members
from moothall.space.log_events import REVIEW

#: So long before its end a membership is brought to mind, and so long lasts one that had no end and is let lapse.
NOTICE = timedelta(days=14)
#: A space's owners are told of memberships that end once in this time at most.
APART = timedelta(days=1)
#: The end that is offered when a membership is renewed: half a year from now.
OFFERED = timedelta(days=182)


class ReviewRound(Persistent):
    """What was decided about ends that come, and of which of them the owners were told."""

    told_at = None

    def __init__(self):
        #: Person → the end that somebody has agreed to; another end is another question.
        self.agreed = OOBTree()
        self.told = OOBTree()


def guests(space, now):
    """The rows of the guests, those whose membership ends first at the top."""
    rows = [row for row in members.members(space, now) if row.is_guest]
    rows.sort(key=lambda row: (row.until is None, row.until or row.since))
    return rows


def is_agreed(space, row):
    """Whether somebody has decided that this membership is to end when it does."""
    return row.until is not None and space.round.agreed.get(row.person) == row.until


def expiring(space, now):
    """The members whose membership ends soon, about which nobody has decided yet."""
    return [row for row in members.members(space, now) if is_expiring(space, row, now)]


def is_expiring(space, row, now):
    """Whether a membership ends soon, and nobody has decided that it is to."""
    return row.until is not None and row.until <= now + NOTICE and not is_agreed(space, row)


def expiring_memberships(site, now):
    """(end, uid of a space, person) of what :func:`expiring` lists in all spaces; wakes none of them."""
    for until, uid, person in site.ends.keys(min=(now,), max=(now + NOTICE + APART,)):
        record = site.access.get(uid)
        if (
            until <= now + NOTICE
            and record is not None
            and any(grant.until == until and grant.holds(now) for grant in record.grants.get(person, ()))
        ):
            yield until, uid, person


def ends_of(space):
    """What the site is to keep of a space among its ends: those nobody has agreed to."""
    return {
        (grant.until, space.uid, person)
        for person, grants in space.record.grants.items()
        if ":" not in person
        for grant in grants
        if grant.until is not None and space.round.agreed.get(person) != grant.until
    }


def renew(act, space, person, until, roles=None):
    """Let the membership of a guest last until another date, with other roles if ``roles`` are given."""
    row = _row(space, person, act.at)
    if until is None:
        raise BadInput(_("Enter an end date for the membership."))
    return members.set_member(act, space, person, row.roles if roles is None else roles, until)


def expire(act, space, person):
    """Agree that the membership ends at its end; one without an end gets one in two weeks."""
    row = _row(space, person, act.at)
    until = row.until or (act.at + NOTICE).replace(hour=23, minute=59, second=59, microsecond=0)
    changed = members.set_member(act, space, person, row.roles, until)
    if space.round.agreed.get(person) != until:
        space.round.agreed[person] = until
        # Nobody has to decide about it any more.
        site_of(space).ends.discard((until, space.uid, person))
        site_of(space).facts.append(act, REVIEW, space.uid, key=person, after="lapses", until=until)
    return changed


def _row(space, person, now):
    row = members.member_of(space, person, now)
    if row is None:
        raise Conflict(_("This person is no longer a member."))
    return row


def forget(space, person):
    """Drop what was decided about somebody who is not to be known any more."""
    space.round.agreed.pop(person, None)
    space.round.told.pop(person, None)


def due(space, now):
    """The rows of which the owners have not been told yet; none while they were told less than a day ago."""
    told_at = space.round.told_at
    if told_at is not None and now < told_at + APART:
        return []
    return [row for row in expiring(space, now) if space.round.told.get(row.person) != row.until]


def note_told(space, rows, now):
    """Remember that the owners are told of these."""
    for row in rows:
        space.round.told[row.person] = row.until
    space.round.told_at = now
    for person in [person for person, until in space.round.told.items() if until <= now]:
        del space.round.told[person]
