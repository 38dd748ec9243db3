"""Sharing: giving somebody a role on one item or on all that is in it, and taking it back.

Somebody is a person, a group or a space, and then everybody who belongs to it at the
moment of asking: see :mod:`.principals`.  What is given can have an end, and then needs
nobody to take it away.  An item can also be broken off from what is around it.
"""

from typing import NamedTuple

from moothall.core.access import roles as R
from moothall.core.access.log_events import BREAK, GRANT, MEMBERSHIP
from moothall.core.access.permissions import Permission
from moothall.core.access.records import ITEM, SPACE, Grant
from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import make_scope, site_of

#: What can be given on a thing that holds nothing: to read it, to write in it.
LEAF_ROLES = (R.READER, R.AUTHOR)
CONTAINER_ROLES = tuple(role for role in R.SPACE_ROLES if role != R.OWNER)
#: What the facilitators and owners of a space hold, no break keeps out.
KEPT_OUT = tuple(role for role in CONTAINER_ROLES if role != R.FACILITATOR)

MORE_THAN_HELD = _("You can only give roles that you have yourself.")
LONGER_THAN_HELD = _("Your own role has an end date, so you cannot give it for longer than that.")


class AccessChanged(NamedTuple):
    """Announced after ``principal`` was given roles on ``item``, or lost them (``after`` empty)."""

    item: object
    act: object
    principal: str
    before: tuple
    after: tuple
    until: object


def roles_for(item):
    """The roles that can be given on ``item``, least to most."""
    return LEAF_ROLES if item.leaf else CONTAINER_ROLES


def is_shareable(viewer, item):
    """Whether the table of an item knows that it can be shared, in whatever state."""
    subject = item.subject()
    definition = viewer.facts.definition(subject.workflow, subject.scope)
    # What has no state of its own shares a table with things that have.
    states = definition.states if item.review_state is not None else (subject.state,)
    return any(definition.row(state, Permission.SHARE) for state in states)


def roles_on(item, principal, now):
    """The roles given to ``principal`` on this very item, not counting included ones."""
    return tuple(grant.role for grant in grants_on(item).get(principal, ()) if grant.holds(now))


def grants_on(item):
    """What is given on this very item, by principal; what has ended is still there."""
    record = site_of(item).access.get(item.uid)
    return {} if record is None else record.grants


def inherits(item):
    """Whether ``item`` takes over the access from what is around it."""
    record = site_of(item).access.get(item.uid)
    return record is None or record.inherits


# -- what somebody may give


def check_may_grant(viewer, item, roles):
    """Raise :class:`Forbidden` when ``viewer`` would give or take more than they hold.

    Whoever created an item holds on it all that can be given on a thing by itself.
    """
    if not _is_own(viewer, item) and not set(roles) <= viewer.roles(item):
        raise Forbidden(MORE_THAN_HELD)


def latest_end(viewer, item, role):
    """Until when ``viewer`` can give ``role`` on ``item`` at most; ``None``: without end."""
    if _is_own(viewer, item):
        return None
    return viewer.facts.end_of(viewer.person, item.subject().scope, role, viewer.now)[1]


def grantable_roles(viewer, item):
    """The roles that ``viewer`` can give on ``item``, least to most."""
    held = viewer.roles(item)
    return [role for role in roles_for(item) if role in held or _is_own(viewer, item)]


def _is_own(viewer, item):
    return item.leaf and item.creator is not None and item.creator == viewer.person.id


def _outlasts(until, end):
    return end is not None and (until is None or until > end)


# -- giving and taking


def check_may_share(viewer, item, principal, roles, until=None, sponsor=None):
    """Raise what :func:`share` would raise."""
    _check(item, principal, roles, until, viewer.now)
    held = [grant for grant in grants_on(item).get(principal, ()) if grant.holds(viewer.now)]
    before = {grant.role for grant in held}
    same = all((grant.until, grant.sponsor) == (until, sponsor) for grant in held)
    changed = before ^ set(roles) if same else before | set(roles)
    check_may_grant(viewer, item, changed)
    if any(_outlasts(until, latest_end(viewer, item, role)) for role in changed & set(roles)):
        raise Forbidden(LONGER_THAN_HELD)


def share(viewer, act, item, principal, roles, until=None, sponsor=None):
    """:func:`set_roles`, as ``viewer`` may: nobody gives or takes more than they hold, or gives it for longer.

    Returns :class:`AccessChanged`.
    """
    check_may_share(viewer, item, principal, roles, until, sponsor)
    before = set_roles(act, item, principal, roles, until, sponsor)
    return AccessChanged(item, act, principal, before, tuple(dict.fromkeys(roles)), until)


def set_roles(act, item, principal, roles, until=None, sponsor=None):
    """Give ``principal`` exactly these roles on ``item``, until ``until``; none takes all away.

    Returns the roles held before.  Raises :class:`BadInput` for a role that cannot be
    given there and an end that has passed.
    """
    _check(item, principal, roles, until, act.at)
    wanted = tuple(dict.fromkeys(roles))
    known = {grant.role: grant for grant in grants_on(item).get(principal, ())}
    before = tuple(role for role, grant in known.items() if grant.holds(act.at))
    if (
        wanted == tuple(known)
        and before == wanted
        and all((grant.until, grant.sponsor) == (until, sponsor) for grant in known.values())
    ):
        return before
    site, record = site_of(item), make_scope(item)
    site.access.set_grants(
        record,
        principal,
        [Grant(role, known[role].since if role in before else act.at, until, sponsor, act.person) for role in wanted],
    )
    if wanted or before:
        kind = MEMBERSHIP if record.kind == SPACE else GRANT
        site.facts.append(act, kind, item.uid, key=principal, before=before, after=wanted, since=act.at, until=until)
    site.drop_scope(item)
    return before


def _check(item, principal, roles, until, now):
    if principal == f"space:{item.uid}":
        raise BadInput(_("A space cannot belong to itself."))
    if any(role not in roles_for(item) for role in roles):
        raise BadInput(_("That role cannot be given here."))
    if roles and until is not None and until <= now:
        raise BadInput(_("The end date must be in the future."))


# -- breaking off


def check_may_change_inheritance(viewer, item):
    """Raise :class:`Forbidden` when ``viewer`` would keep out or let in people who hold more than they do."""
    record = site_of(item).access.get(item.uid)
    if record is not None and record.kind != ITEM:
        raise Conflict(_("A space does not inherit access from the place it is in."))
    check_may_grant(viewer, item, [role for role in KEPT_OUT if role in roles_for(item)])


def set_inherits(viewer, act, item, inherits):
    """Let ``item`` take over the access from around it, or break it off: then only those named on it have any.

    The facilitators and owners of the space are never kept out, since they answer for
    what is in it.  Who made the item, and who breaks it off, are named on it with what
    they held, for as long as they hold that around it.
    """
    site = site_of(item)
    record = site.access.get(item.uid)
    check_may_change_inheritance(viewer, item)
    if inherits == (record is None or record.inherits):
        return
    held = roles_held(viewer, item)
    record = make_scope(item)
    site.access.set_inherits(record, inherits)
    site.facts.append(act, BREAK, item.uid, before=not inherits, after=inherits)
    if inherits:
        for principal in list(record.grants):
            _keep(act, item, record, principal, ())
        site.drop_scope(item)
        return
    for principal, roles in kept(item, viewer.person, held, access_data_of(site), act.at).items():
        _keep(act, item, record, principal, roles)


def roles_held(viewer, item):
    """What ``viewer`` holds on ``item`` of the roles that can be given there, least to most."""
    held = viewer.roles(item)
    return [role for role in roles_for(item) if role in held]


def kept(item, person, held, broken, now):
    """{principal: roles} of those who are named on ``item`` when ``person``, who held ``held``, has broken it off.

    ``broken``: the facts after that.
    """
    named = {item.creator: (R.READER,)} if item.leaf and item.creator is not None else {}
    if held and not set(held) <= broken.roles(person, item.uid, now):
        named[person.id] = tuple(dict.fromkeys((R.READER, held[-1])))
    return named


def grants_keeping(known, principal, roles, now):
    """The grants of ``principal`` that keep exactly these roles, beside what others gave them."""
    return (
        *(grant for grant in known if not grant.is_kept_by(principal)),
        *(Grant(role, now, by=principal) for role in roles),
    )


def _keep(act, item, record, principal, roles):
    """Name ``principal`` on a broken item with exactly these roles kept, beside what others gave them there."""
    known = record.grants.get(principal, ())
    grants = grants_keeping(known, principal, roles, act.at)
    if grants == known:
        return
    site = site_of(item)
    site.access.set_grants(record, principal, grants)
    before, after = (
        tuple(dict.fromkeys(grant.role for grant in some if grant.holds(act.at))) for some in (known, grants)
    )
    site.facts.append(act, GRANT, item.uid, key=principal, before=before, after=after, since=act.at)
