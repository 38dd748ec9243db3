"""The members of a space: their roles, since and until when.

Every change is one event, and never leaves a space without an owner whose membership does not end.
"""

from typing import NamedTuple

from moothall.core.access import roles as R
from moothall.core.access.log_events import MEMBERSHIP
from moothall.core.access.permissions import Permission
from moothall.core.access.person import is_person_id
from moothall.core.access.records import Grant
from moothall.core.authorization.sharing import LONGER_THAN_HELD
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of

NOT_YOURSELF = _("You cannot give yourself a role here. Ask someone else to do it.")
NO_OWNER = _("Every space needs an owner. Make someone else an owner first.")
#: Value of a sponsor: the current one stays.
STAYS = object()


class Member(NamedTuple):
    """A member: an opaque person ID, the roles given (not the included ones), and their period."""

    person: str
    roles: tuple
    since: object
    until: object
    sponsor: str | None

    @property
    def is_guest(self):
        """Return True if the membership is reviewed from time to time."""
        return self.until is not None or self.sponsor is not None or self.roles == (R.READER,)


class MembershipChanged(NamedTuple):
    """Announced after a membership was given, changed or ended (``after`` empty)."""

    space: object
    act: object
    person: str
    before: tuple
    after: tuple
    until_before: object = None
    until: object = None

    @property
    def changes_something(self):
        return set(self.before) != set(self.after) or self.until != self.until_before


def members(space, now):
    """Return the members at ``now``, people only, owners first."""
    return members_in(space.record, now)


def members_in(record, now):
    """Return the members in an access record, which may be one of a past date."""
    rows = [_row(person, grants, now) for person, grants in record.grants.items() if is_person_id(person)]
    rows = [row for row in rows if row is not None]
    rows.sort(key=lambda row: (-R.SPACE_ROLES.index(row.roles[0]), row.since))
    return rows


def member_of(space, person, now):
    """Return the membership of one person, or ``None``."""
    return _row(person, space.record.grants.get(person, ()), now)


def _row(person, grants, now):
    held = [grant for grant in grants if grant.holds(now)]
    if not held:
        return None
    roles = tuple(role for role in reversed(R.SPACE_ROLES) if any(grant.role == role for grant in held))
    untils = [grant.until for grant in held]
    return Member(
        person, roles, min(grant.since for grant in held), None if None in untils else max(untils), held[0].sponsor
    )


def count_members(space, now):
    """Return the number of people who are members at ``now``."""
    return sum(
        any(grant.holds(now) for grant in grants)
        for principal, grants in space.record.grants.items()
        if is_person_id(principal)
    )


def roles_given(space, person, now):
    """Return the roles given to a person in this space, without included ones."""
    return tuple(grant.role for grant in space.record.grants.get(person, ()) if grant.holds(now))


def owners(space, now):
    """Return the IDs of current owners whose ownership does not end."""
    return [
        person
        for person, grants in space.record.grants.items()
        if ":" not in person
        and any(grant.role == R.OWNER and grant.holds(now) and grant.until is None for grant in grants)
    ]


def set_member(act, space, person, roles, until=None, sponsor=STAYS, by=None):
    """Replace the roles of ``person``; an empty list ends the membership.

    ``sponsor``, a member, is responsible for a guest; by default the sponsor stays.  ``by`` is who gives the
    roles, if it is not who acts.  Raise what :func:`check_membership` does.
    """
    wanted = tuple(dict.fromkeys(roles))
    check_membership(space, person, wanted, until, act.at, sponsor)
    record, site = space.record, site_of(space)
    row = member_of(space, person, act.at)
    known_sponsor = row.sponsor if row is not None else None
    sponsor = known_sponsor if sponsor is STAYS else sponsor
    before = roles_given(space, person, act.at)
    changed = MembershipChanged(space, act, person, before, wanted, row.until if row else None, until)
    if changed.changes_something or sponsor != known_sponsor:
        known = {grant.role: grant for grant in record.grants.get(person, ())}
        grants = [
            Grant(role, known[role].since if role in before else act.at, until, sponsor, by or act.person)
            for role in wanted
        ]
        if R.OWNER in (*before, *wanted):
            site.access.force_conflict(record)
        site.access.set_grants(record, person, grants)
        site.event_log.append(
            act, MEMBERSHIP, space.uid, key=person, before=before, after=wanted, since=act.at, until=until
        )
        _note_end(site, space, person, changed)
    elif not wanted and person in record.grants:
        # The membership had ended before.
        _forget_ended(site, space, person)
    forget_request(space, person)
    answer = space.answers.get(person)
    if answer is not None and (wanted or answer.accepted):
        del space.answers[person]
    return changed


def _note_end(site, space, person, changed):
    """Index the end of a membership: see :func:`moothall.space.membership_review.expiring_memberships`."""
    if changed.until_before is not None:
        site.membership_ends.discard((changed.until_before, space.uid, person))
    if changed.after and changed.until is not None:
        site.membership_ends.insert((changed.until, space.uid, person))


def _forget_ended(site, space, person):
    for grant in space.record.grants[person]:
        site.membership_ends.discard((grant.until, space.uid, person))
    site.access.set_grants(space.record, person, ())


def minimal_roles(roles):
    """Return those of ``roles`` that no other of them includes, in the order of the forms."""
    return tuple(
        role
        for role in R.SPACE_ROLES
        if role in roles and not any(role in R.HOLDS[other] for other in roles if other != role)
    )


def remove_member(act, space, person):
    """End a membership, from the next request on."""
    return set_member(act, space, person, ())


def check_membership(space, person, roles, until, now, sponsor=STAYS):
    """Raise an error if a membership is impossible.

    :class:`BadInput` for unknown roles, an end in the past and a new sponsor who is no member,
    :class:`Conflict` for a banned person and if the last owner would lose that role.
    """
    if any(role not in R.SPACE_ROLES for role in roles):
        raise BadInput(_("That role does not exist. Roles are: ${roles}.", mapping={"roles": ", ".join(R.SPACE_ROLES)}))
    if until is not None and until <= now:
        raise BadInput(_("The end date of a membership must be in the future."))
    if roles and sponsor not in (None, STAYS) and not roles_given(space, sponsor, now):
        row = member_of(space, person, now)
        if row is None or row.sponsor != sponsor:
            raise BadInput(_("A sponsor must be a member here."))
    if roles and ban_of(space, person, now) is not None:
        raise Conflict(_("This person is banned here. Lift the ban first."))
    keeps = R.OWNER in roles and until is None
    if R.OWNER in roles_given(space, person, now) and not keeps and owners(space, now) == [person]:
        raise Conflict(NO_OWNER)


def check_may_give(viewer, space, roles):
    """Raise :class:`Forbidden` if ``viewer`` does not have all of ``roles``, which they need to give them."""
    held = viewer.roles(space)
    if not set(roles) <= held:
        raise Forbidden(_("You can only give roles that you have yourself."))


def check_not_longer(viewer, space, roles, until):
    """Raise :class:`Forbidden` if ``viewer`` would give roles for longer than they have them."""
    for role in roles:
        end = viewer.access_data.end_of(viewer.person, space.uid, role, viewer.now)[1]
        if end is not None and (until is None or until > end):
            raise Forbidden(LONGER_THAN_HELD)


def check_may_change(viewer, space, person, roles, until=None):
    """Raise :class:`Forbidden` if ``viewer`` may not replace the roles of ``person`` by ``roles`` until ``until``.

    People can give only roles they have, and remove roles only from people who have no higher ones;
    everyone may give up their own.  In an archived or paused space, roles can only be removed: raise
    :class:`Conflict` for anything else.
    """
    before = set(roles_given(space, person, viewer.now))
    row = member_of(space, person, viewer.now)
    if not set(roles) <= R.expand(before) or (roles and row.until != until):
        check_active(viewer, space)
    if person != viewer.person.id or not set(roles) <= before:
        check_may_give(viewer, space, before.union(role for role in roles if role in R.SPACE_ROLES))
    check_not_own_access(viewer, space, person, roles)
    if row is None or not set(roles) <= before or row.until != until:
        check_not_longer(viewer, space, [role for role in roles if role in R.SPACE_ROLES], until)


def check_not_own_access(viewer, space, person, roles):
    """Raise :class:`Forbidden` if ``viewer`` would give themselves roles that they have through a group or a space.

    A membership of their own would outlast that group or space.
    """
    if person == viewer.person.id:
        held = R.expand(roles_given(space, person, viewer.now)) | viewer.access_data.site_roles_at(
            viewer.person, space.uid
        )
        if not {role for role in roles if role in R.SPACE_ROLES} <= held:
            raise Forbidden(NOT_YOURSELF)


def may_end_memberships(viewer, space):
    """Return True if ``viewer`` may end memberships: who manages the space, or would if it were active."""
    return viewer.allowed(Permission.MANAGE, space) or viewer.only_state_forbids(Permission.MANAGE, space)


def check_active(viewer, space):
    """Raise :class:`Conflict` in an archived or paused space, where nothing can be changed."""
    if viewer.access_data.inherited(space.uid)[1]:
        raise Conflict(_("Nothing can be changed here: the space is archived or paused."))


def is_last_owner(space, person, now):
    """Return True if the space would have no owner without this person."""
    return R.OWNER in roles_given(space, person, now) and not [one for one in owners(space, now) if one != person]


# -- joining


# -- bans


def ban_of(space, person, now):
    """Return the current ban of a person, or ``None``."""
    found = space.record.bans.get(person)
    return found if found is not None and found.holds(now) else None


def forget_request(space, person):
    """Delete an open request, if there is one."""
    if person in space.requests:
        del space.requests[person]
        site_of(space).join_requests.remove((space.uid, person))
