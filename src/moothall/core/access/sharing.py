"""Sharing: giving people a role on one item or folder, and taking it back."""

from moothall.core import roles as R
from moothall.core.access.records import Grant
from moothall.core.content import make_scope, site_of
from moothall.core.errors import BadInput, Refused
from moothall.core.i18n import _

#: What can be given on a thing that holds nothing: to read it, to write in it.
LEAF_ROLES = (R.READER, R.AUTHOR)
CONTAINER_ROLES = tuple(role for role in R.SPACE_ROLES if role != R.OWNER)


def roles_for(item):
    """The roles that can be given on ``item``, least to most."""
    return LEAF_ROLES if item.leaf else CONTAINER_ROLES


def roles_on(item, principal, now):
    """The roles given to ``principal`` on this very item, not counting included ones."""
    record = site_of(item).access.get(item.uid)
    if record is None:
        return ()
    return tuple(grant.role for grant in record.grants.get(principal, ()) if grant.holds(now))


def check_may_grant(viewer, item, roles):
    """Raise :class:`Refused` when ``viewer`` would give or take more than they hold.

    Whoever created an item holds on it all that can be given on a thing by itself.
    """
    own = item.leaf and item.creator is not None and item.creator == viewer.person.id
    if not own and not set(roles) <= viewer.roles(item):
        raise Refused(_("You can only give roles that you hold yourself."))


def set_roles(act, item, principal, roles, until=None):
    """Give ``principal`` (a person's or a group's id) exactly these roles on ``item``; none takes all away.

    Raises :class:`BadInput` for a role that cannot be given there.
    """
    wanted = tuple(dict.fromkeys(roles))
    if any(role not in roles_for(item) for role in wanted):
        raise BadInput(_("That role cannot be given here."))
    before = roles_on(item, principal, act.at)
    if wanted == before and until is None:
        return
    site, record = site_of(item), make_scope(item)
    known = {grant.role: grant for grant in record.grants.get(principal, ())}
    site.access.set_grants(
        record,
        principal,
        [Grant(role, known[role].since if role in before else act.at, until, None, act.person) for role in wanted],
    )
    site.facts.append(act, "grant", item.uid, key=principal, before=before, after=wanted, since=act.at, until=until)
    site.drop_scope(item)
