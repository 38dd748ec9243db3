"""Sharing: give a principal a role on an item and everything in it, or remove it.

A principal is a person, a group or a space; the latter two stand for their members at the time of the
decision.  A grant can have an end date.  An item can also be excluded from inherited access.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from moothall.core.access import roles as R
from moothall.core.access.held_roles import AccessData
from moothall.core.access.log_events import BREAK, GRANT, MEMBERSHIP
from moothall.core.access.permissions import Permission
from moothall.core.access.person import Person, is_person_id
from moothall.core.access.principals import space_uid
from moothall.core.access.records import ITEM, SPACE, AccessRecord, Grant
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import Item, site_of
from moothall.core.content.scopes import make_scope
from moothall.core.event_log.log import ActionContext

#: Roles that can be given on an item that is not a container.
LEAF_ROLES = (R.READER, R.AUTHOR)
CONTAINER_ROLES = tuple(role for role in R.SPACE_ROLES if role != R.OWNER)
#: Roles that a restriction excludes; facilitators and owners of the space always keep their access.
KEPT_OUT = tuple(role for role in CONTAINER_ROLES if role != R.FACILITATOR)

MORE_THAN_HELD = _("You can only give roles that you have yourself.")
LONGER_THAN_HELD = _("Your own role has an end date, so you cannot give it for longer than that.")


class AccessChanged(NamedTuple):
    """Event sent after ``principal`` was given roles on ``item``, or lost them (``after`` is empty)."""

    item: Item
    act: ActionContext
    principal: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    until: datetime | None


def roles_for(item: Item) -> tuple[str, ...]:
    """Return the roles that can be given on ``item``, least to most."""
    return LEAF_ROLES if item.leaf else CONTAINER_ROLES


def is_shareable(viewer: AccessContext, item: Item) -> bool:
    """Return True if the workflow of an item allows sharing in any state."""
    subject = item.subject()
    definition = viewer.access_data.definition(subject.workflow, subject.scope)
    # Items without a state use the definition of items with states.
    states = definition.states if item.review_state is not None else (subject.state,)
    return any(definition.row(state, Permission.SHARE) for state in states)


def roles_on(item: Item, principal: str, now: datetime) -> tuple[str, ...]:
    """Return the roles given to ``principal`` on this item itself, without included ones."""
    held = (grant.role for grant in grants_on(item).get(principal, ()) if grant.holds(now))
    return tuple(dict.fromkeys(held))


def grants_on(item: Item) -> Mapping[str, tuple[Grant, ...]]:
    """Return the grants on this item itself by principal, including expired ones."""
    record = site_of(item).access.get(item.uid)
    return {} if record is None else record.grants


def inherits(item: Item) -> bool:
    """Return True if ``item`` inherits the access of its container."""
    record = site_of(item).access.get(item.uid)
    return record is None or record.inherits


# -- what a person may give


def check_may_grant(viewer: AccessContext, item: Item, roles: Iterable[str]) -> None:
    """Raise :class:`Forbidden` if ``viewer`` would give or remove roles they do not have.

    The creator of an item that is not a container has all roles that can be given on it.
    """
    if not _is_own(viewer, item) and not set(roles) <= viewer.roles(item):
        raise Forbidden(MORE_THAN_HELD)


def latest_end(viewer: AccessContext, item: Item, role: str) -> datetime | None:
    """Return the latest end date with which ``viewer`` can give ``role`` on ``item``; None means no limit."""
    if _is_own(viewer, item):
        return viewer.access_data.end_of_part(viewer.person, item.subject().scope, viewer.now)
    return viewer.access_data.end_of(viewer.person, item.subject().scope, role, viewer.now)[1]


def grantable_roles(viewer: AccessContext, item: Item) -> list[str]:
    """Return the roles that ``viewer`` can give on ``item``, least to most."""
    held = viewer.roles(item)
    return [role for role in roles_for(item) if role in held or _is_own(viewer, item)]


def _is_own(viewer: AccessContext, item: Item) -> bool:
    """Return True if ``viewer`` created a single item and takes part in the place it is in."""
    created = item.leaf and item.creator is not None and item.creator == viewer.person.id
    return created and R.TAKES_PART in viewer.roles(item)


def _outlasts(until: datetime | None, end: datetime | None) -> bool:
    return end is not None and (until is None or until > end)


# -- give and remove roles


def check_may_share(
    viewer: AccessContext,
    item: Item,
    principal: str,
    roles: Collection[str],
    until: datetime | None = None,
    sponsor: str | None = None,
) -> None:
    """Raise the errors that :func:`share` would raise."""
    _check(item, principal, roles, until, viewer.now)
    held = [grant for grant in grants_on(item).get(principal, ()) if grant.holds(viewer.now)]
    before = {grant.role for grant in held}
    same = all((grant.until, grant.sponsor) == (until, sponsor) for grant in held)
    changed = before ^ set(roles) if same else before | set(roles)
    check_may_grant(viewer, item, changed)
    if any(_outlasts(until, latest_end(viewer, item, role)) for role in changed & set(roles)):
        raise Forbidden(LONGER_THAN_HELD)


def share(
    viewer: AccessContext,
    act: ActionContext,
    item: Item,
    principal: str,
    roles: Collection[str],
    until: datetime | None = None,
    sponsor: str | None = None,
) -> AccessChanged:
    """Call :func:`set_roles` if ``viewer`` may: people cannot give more than they have, or for longer."""
    check_may_share(viewer, item, principal, roles, until, sponsor)
    before = set_roles(act, item, principal, roles, until, sponsor)
    return AccessChanged(item, act, principal, before, tuple(dict.fromkeys(roles)), until)


def set_roles(
    act: ActionContext,
    item: Item,
    principal: str,
    roles: Collection[str],
    until: datetime | None = None,
    sponsor: str | None = None,
) -> tuple[str, ...]:
    """Give ``principal`` exactly these roles on ``item`` until ``until``; no roles remove all.

    Return the roles they had before.  Raise :class:`BadInput` for a role that cannot be given there and
    for an end date in the past.
    """
    _check(item, principal, roles, until, act.at)
    wanted = tuple(dict.fromkeys(roles))
    known = tuple(grants_on(item).get(principal, ()))
    before = roles_on(item, principal, act.at)
    grants = grants_after(known, principal, wanted, until, sponsor, act.person, act.at)
    if set(grants) == set(known):
        return before
    site, record = site_of(item), make_scope(item)
    site.access.set_grants(record, principal, grants)
    if wanted or before:
        kind = MEMBERSHIP if record.kind == SPACE else GRANT
        site.event_log.append(
            act, kind, item.uid, key=principal, before=before, after=wanted, since=act.at, until=until
        )
    site.drop_scope(item)
    return before


def grants_after(
    known: Sequence[Grant],
    principal: str,
    roles: Iterable[str],
    until: datetime | None,
    sponsor: str | None,
    by: str | None,
    now: datetime,
) -> list[Grant]:
    """Return the grants of ``principal`` after ``by`` has given them exactly these roles.

    Who gave a role stays, since people have nothing through a group or space of what they gave it.  A
    role that someone else gives again is given by both.
    """
    grants = []
    for role in roles:
        held = [grant for grant in known if grant.role == role and grant.holds(now)]
        same = [grant for grant in held if (grant.until, grant.sponsor) == (until, sponsor)]
        givers = {grant.by for grant in same}
        grants += same
        if not same or (by not in givers and (not is_person_id(principal) or givers == {principal})):
            grants.append(Grant(role, held[0].since if held else now, until, sponsor, by))
    return grants


def may_revoke(viewer: AccessContext, item: Item) -> bool:
    """Return True if ``viewer`` may remove access that was given on ``item``.

    No state keeps access from being taken away: who could share the item in another one may do that.
    """
    return viewer.allowed(Permission.SHARE, item) or (
        viewer.sees(item) and viewer.only_state_forbids(Permission.SHARE, item)
    )


def revoke(viewer: AccessContext, act: ActionContext, item: Item, principal: str, by: str) -> AccessChanged:
    """Remove what ``by`` gave ``principal`` on ``item``; what others gave stays.

    Raise :class:`Forbidden` unless ``viewer`` may take it back.
    """
    if not may_revoke(viewer, item):
        raise Forbidden().missing_permission(Permission.SHARE, item)
    known = grants_on(item).get(principal, ())
    check_may_grant(viewer, item, {grant.role for grant in known if grant.by == by})
    before, kept_grants = roles_on(item, principal, act.at), [grant for grant in known if grant.by != by]
    after = tuple(dict.fromkeys(grant.role for grant in kept_grants if grant.holds(act.at)))
    site, record = site_of(item), make_scope(item)
    site.access.set_grants(record, principal, kept_grants)
    kind = MEMBERSHIP if record.kind == SPACE else GRANT
    site.event_log.append(act, kind, item.uid, key=principal, before=before, after=after, since=act.at)
    site.drop_scope(item)
    return AccessChanged(item, act, principal, before, after, None)


def _check(item: Item, principal: str, roles: Collection[str], until: datetime | None, now: datetime) -> None:
    if principal == f"space:{item.uid}":
        raise BadInput(_("A space cannot belong to itself."))
    if any(role not in roles_for(item) for role in roles):
        raise BadInput(_("That role cannot be given here."))
    space = space_uid(principal)
    if space is not None and not set(roles) <= set(roles_on(item, principal, now)):
        access_data = access_data_of(site_of(item))
        if access_data.record(space) is None or not access_data.is_active(space):
            raise BadInput(_("Access can only be given to a space that is open, in a coalition that is open."))
    if roles and until is not None and until <= now:
        raise BadInput(_("The end date must be in the future."))


# -- inheritance


def check_may_change_inheritance(viewer: AccessContext, item: Item) -> None:
    """Raise :class:`Forbidden` if the change would affect people who have roles that ``viewer`` does not have."""
    record = site_of(item).access.get(item.uid)
    if record is not None and record.kind != ITEM:
        raise Conflict(_("A space does not inherit access from the place it is in."))
    check_may_grant(viewer, item, [role for role in KEPT_OUT if role in roles_for(item)])


def set_inherits(viewer: AccessContext, act: ActionContext, item: Item, inherits: bool) -> None:
    """Make ``item`` inherit access, or restrict access to the people named on it.

    Facilitators and owners of the space always keep access, since they are responsible for its content.
    The creator, and the person who restricts access, are named on the item with the roles they had, which
    they keep as long as they have them in the container.
    """
    site = site_of(item)
    record = site.access.get(item.uid)
    check_may_change_inheritance(viewer, item)
    if inherits == (record is None or record.inherits):
        return
    held = roles_held(viewer, item)
    record = make_scope(item)
    site.access.set_inherits(record, inherits)
    site.event_log.append(act, BREAK, item.uid, before=not inherits, after=inherits)
    if inherits:
        for principal in list(record.grants):
            _keep(act, item, record, principal, ())
        site.drop_scope(item)
        return
    for principal, roles in roles_kept(item, viewer.person, held, access_data_of(site), act.at).items():
        if principal is not None:
            _keep(act, item, record, principal, roles)


def roles_held(viewer: AccessContext, item: Item) -> list[str]:
    """Return the roles of ``viewer`` on ``item`` that can be given there, least to most."""
    held = viewer.roles(item)
    return [role for role in roles_for(item) if role in held]


def roles_kept(
    item: Item, person: Person, held: Sequence[str], broken: AccessData, now: datetime
) -> dict[str | None, tuple[str, ...]]:
    """Return {principal: roles} of the people to name on ``item`` after ``person`` has restricted it.

    ``held`` are the roles they had; ``broken`` is the access data after that.
    """
    named: dict[str | None, tuple[str, ...]] = {}
    if item.leaf and item.creator is not None:
        named[item.creator] = (R.READER,)
    if held and not set(held) <= broken.roles(person, item.uid, now):
        named[person.id] = tuple(dict.fromkeys((R.READER, held[-1])))
    return named


def grants_keeping(
    known: Iterable[Grant], principal: str | None, roles: Iterable[str], now: datetime
) -> tuple[Grant, ...]:
    """Return the grants of ``principal`` that keep exactly these roles, besides grants by other people."""
    return (
        *(grant for grant in known if not grant.is_kept_by(principal)),
        *(Grant(role, now, by=principal) for role in roles),
    )


def _keep(act: ActionContext, item: Item, record: AccessRecord, principal: str, roles: Iterable[str]) -> None:
    """Name ``principal`` on a restricted item with exactly these roles kept, besides grants by other people."""
    known = record.grants.get(principal, ())
    grants = grants_keeping(known, principal, roles, act.at)
    if grants == known:
        return
    site = site_of(item)
    site.access.set_grants(record, principal, grants)
    before, after = (
        tuple(dict.fromkeys(grant.role for grant in some if grant.holds(act.at))) for some in (known, grants)
    )
    site.event_log.append(act, GRANT, item.uid, key=principal, before=before, after=after, since=act.at)
