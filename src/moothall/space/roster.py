"""The roster of a space: who is a member, with which roles, since and until when.

Every change is one fact, and never leaves a space without an owner.
"""

from typing import NamedTuple

from persistent import Persistent

from moothall.core import chance
from moothall.core import roles as R
from moothall.core.access.records import Ban, Grant
from moothall.core.content import site_of
from moothall.core.errors import BadInput, Conflicting, Refused
from moothall.core.i18n import _


class Member(NamedTuple):
    """A row of the roster: an opaque person id, the roles given (not the included ones), and how long."""

    person: str
    roles: tuple
    since: object
    until: object
    sponsor: str | None


class MembershipChanged(NamedTuple):
    """Announced after a membership was given, changed or ended (``after`` empty)."""

    space: object
    act: object
    person: str
    before: tuple
    after: tuple


class JoinRequested(NamedTuple):
    """Announced when somebody asks to join."""

    space: object
    act: object
    message: str


class JoinRequest(Persistent):
    """A person's wish to become a member, until a facilitator answers it."""

    def __init__(self, person, at, message):
        self.key = f"{chance.bits(64):016x}"
        self.person = person
        self.at = at
        self.message = message


def members(space, now):
    """The rows of the roster that hold at ``now``, people only, owners first."""
    return members_in(space.record, now)


def members_in(record, now):
    """The rows of the roster in an access record, which may be one of a past date."""
    rows = []
    for principal, grants in record.grants.items():
        held = [grant for grant in grants if grant.holds(now)]
        if held and ":" not in principal:
            roles = tuple(role for role in reversed(R.SPACE_ROLES) if any(grant.role == role for grant in held))
            untils = [grant.until for grant in held]
            until = None if None in untils else max(untils)
            rows.append(Member(principal, roles, min(grant.since for grant in held), until, held[0].sponsor))
    rows.sort(key=lambda row: (-R.SPACE_ROLES.index(row.roles[0]), row.since))
    return rows


def count_members(space, now):
    """How many people are members at ``now``."""
    return sum(any(grant.holds(now) for grant in grants) for grants in space.record.grants.values())


def roles_given(space, person, now):
    """The roles given to a person in this space, not counting included ones."""
    return tuple(grant.role for grant in space.record.grants.get(person, ()) if grant.holds(now))


def set_member(act, space, person, roles, until=None, sponsor=None):
    """Give ``person`` exactly these roles; an empty list ends the membership.

    Raises what :func:`check_membership` does.
    """
    wanted = tuple(dict.fromkeys(roles))
    check_membership(space, person, wanted, until, act.at)
    record, site = space.record, site_of(space)
    before = roles_given(space, person, act.at)
    known = {grant.role: grant for grant in record.grants.get(person, ())}
    grants = [Grant(role, known[role].since if role in before else act.at, until, sponsor, act.person)
              for role in wanted]
    site.access.set_grants(record, person, grants)
    site.facts.append(act, "membership", space.uid, key=person, before=before, after=wanted, since=act.at, until=until)
    forget_request(space, person)
    return MembershipChanged(space, act, person, before, wanted)


def remove_member(act, space, person):
    """End a membership; the person is out at the next request."""
    return set_member(act, space, person, ())


def check_membership(space, person, roles, until, now):
    """Raise for what nobody can make of a person here.

    :class:`BadInput` for unknown roles and an end in the past, and
    :class:`Conflicting` when the last owner would lose that role.
    """
    if any(role not in R.SPACE_ROLES for role in roles):
        raise BadInput(_("There is no such role. Roles are: ${roles}.", mapping={"roles": ", ".join(R.SPACE_ROLES)}))
    if until is not None and until <= now:
        raise BadInput(_("The end of a membership must lie in the future."))
    _keep_an_owner(space, person, roles, until, now)


def check_may_give(viewer, space, roles):
    """Raise :class:`Refused` when ``viewer`` does not hold all of ``roles``: nobody gives more than they hold."""
    held = viewer.roles(space)
    if not set(roles) <= held:
        raise Refused(_("You can only give roles that you hold yourself."))


def check_may_change(viewer, space, person, roles):
    """Raise :class:`Refused` when ``viewer`` may not make ``roles`` all that ``person`` holds.

    Nobody gives what they do not hold, nor takes it from somebody who holds more;
    everybody may give up what is their own.  In an archived or paused space nothing
    is changed: :class:`Conflicting`.
    """
    _check_not_still(viewer, space)
    before = set(roles_given(space, person, viewer.now))
    if person != viewer.person.id or not set(roles) <= before:
        check_may_give(viewer, space, before.union(role for role in roles if role in R.SPACE_ROLES))


def _check_not_still(viewer, space):
    if viewer.facts.surroundings(space.uid)[1]:
        raise Conflicting(_("Nothing can be changed here: the space is archived or paused."))


def is_last_owner(space, person, now):
    """Whether the space would have no owner without this person."""
    try:
        _keep_an_owner(space, person, (), None, now)
    except Conflicting:
        return True
    return False


def _keep_an_owner(space, person, wanted, until, now):
    grants = space.record.grants
    was_owner = any(grant.role == R.OWNER and grant.holds(now) for grant in grants.get(person, ()))
    if not was_owner or (R.OWNER in wanted and until is None):
        return
    others = any(grant.role == R.OWNER and grant.holds(now) and grant.until is None
                 for other, held in grants.items() if other != person for grant in held)
    if not others:
        raise Conflicting(_("Every space needs an owner. Make somebody else owner first."))


# -- joining

def join(act, viewer, space, message=""):
    """Join, or ask to: returns "joined" or "requested".

    Raises :class:`Refused` for people banned and for spaces that are joined by
    invitation only, and :class:`Conflicting` for members.
    """
    person = act.person
    _check_not_still(viewer, space)
    ban = space.record.bans.get(person)
    if ban is not None and ban.holds(act.at):
        raise Refused(_("You cannot join this space at present."))
    if roles_given(space, person, act.at):
        raise Conflicting(_("You are a member already."))
    joining = space.record.dials["joining"]
    if joining == "open":
        set_member(act, space, person, (R.MEMBER,))
        return "joined"
    if joining == "invitation":
        raise Refused(_("This space is joined by invitation only."))
    requests = requests_of(space)
    if person not in requests:
        requests[person] = JoinRequest(person, act.at, message)
        site_of(space).join_requests.insert((space.uid, person))
        site_of(space).facts.append(act, "join request", space.uid, key=person, after="asked")
    return "requested"


def requests_of(space):
    """The open requests to join: {person id: JoinRequest}."""
    return space.requests


def forget_request(space, person):
    """Drop an open request; there need not be one."""
    if person in space.requests:
        del space.requests[person]
        site_of(space).join_requests.remove((space.uid, person))


def answer_request(act, space, person, accept):
    """Accept or decline a request to join; the reason is in the act."""
    if person not in requests_of(space):
        raise Conflicting(_("Somebody else has already answered this request."))
    if accept:
        return set_member(act, space, person, (R.MEMBER,))
    forget_request(space, person)
    site_of(space).facts.append(act, "join request", space.uid, key=person, before="asked", after="declined")
    return MembershipChanged(space, act, person, (), ())


def ban(act, space, person, until):
    """Make ``person`` count as a guest here until ``until`` (``None``: until lifted).  Needs a reason."""
    if not act.reason.strip():
        raise BadInput(_("Please give a reason: it is shown to the person concerned."))
    if R.OWNER in roles_given(space, person, act.at):
        raise Refused(_("An owner cannot be banned."))
    site = site_of(space)
    site.access.set_ban(space.record, person, Ban(act.at, until, act.reason, act.person))
    site.facts.append(act, "ban", space.uid, key=person, after="banned", since=act.at, until=until)


def lift_ban(act, space, person):
    """End a ban before its time."""
    site = site_of(space)
    site.access.set_ban(space.record, person, None)
    site.facts.append(act, "ban", space.uid, key=person, before="banned", after=None)
