"""Who may take an item out of the space or the site repository that contains it."""

from pyramid.location import lineage

from moothall.core.access.permissions import Permission
from moothall.core.access.records import REPOSITORY, SPACE
from moothall.core.access.roles import FACILITATOR, OWNER
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.errors import Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import Container, Item, scope_of, site_of
from moothall.core.content.versioned import Versioned

#: The kinds of scopes with members of their own, which an item can leave.
HOMES = (SPACE, REPOSITORY)


def home_of(item: Item) -> Container | None:
    """Return the nearest space or site repository that contains ``item``, or is ``item``; None outside of both."""
    records = site_of(item).access
    return next(
        (one for one in lineage(item) if (record := records.get(one.uid)) is not None and record.kind in HOMES), None
    )


def is_space(item: Item) -> bool:
    """Return True if ``item`` is a space."""
    record = site_of(item).access.get(item.uid)
    return record is not None and record.kind == SPACE


def is_single(item: Item) -> bool:
    """Return True if ``item`` contains nothing, and so nothing of others."""
    return item.leaf or (isinstance(item, Container) and not len(item))


def is_masked(viewer: AccessContext, item: Item) -> bool:
    """Return True if ``item`` is in a space where nothing can be changed now."""
    return viewer.access_data.inherited(scope_of(item))[1]


def check_owner(viewer: AccessContext, item: Item) -> None:
    """Raise :class:`Forbidden` unless ``item`` is no space, or a space of this person."""
    if is_space(item) and OWNER not in viewer.access_data.roles(viewer.person, item.uid, viewer.now):
        raise Forbidden(_("Only an owner of the space can move it."))


def check_may_leave(viewer: AccessContext, item: Item, target: Item) -> None:
    """Raise :class:`Forbidden` unless ``item`` stays in its space, or the person may take it out of there.

    A space inside another one is another space.  The roles count that a person has in the whole of the space: a
    facilitator of one folder takes nothing out.  A single item also leaves with its creator, who may delete it and
    takes part there.
    """
    home = home_of(item.__parent__)
    if home is None or home is home_of(target) or facilitates(viewer, home):
        return
    if not is_space(item) and is_single(item) and _is_own(viewer, item) and viewer.allowed(Permission.DELETE, item):
        return
    error = Forbidden(_("Only facilitators of the whole space can move this out of it."))
    raise error.missing_permission(Permission.MANAGE, home) if viewer.sees(home) else error


def facilitates(viewer: AccessContext, home: Item) -> bool:
    """Return True for facilitators of the whole of a space or of the site repository."""
    return FACILITATOR in viewer.access_data.roles(viewer.person, home.uid, viewer.now)


def _is_own(viewer: AccessContext, item: Item) -> bool:
    edition = viewer.shown(item) if isinstance(item, Versioned) else item
    return edition is not None and viewer.holds(("creator",), edition.subject())
