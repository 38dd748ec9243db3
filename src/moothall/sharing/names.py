"""Names of principals in addresses and in the API, and their stored form.

Stored are a person's opaque ID, a group's ID, and ``space:`` with a UID.  The API names a person by
username and a space by path, ``space:/workspaces/women-in-ict``, or by UID if the space is hidden
from the viewer.
"""

from pyramid.traversal import resource_path

from moothall.core.access.person import is_person_id
from moothall.core.authorization.sharing import grants_on
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.space.content import Space

USER, GROUP, SPACE = "user", "group", "space"
PREFIX = "space:"


def principal_from_id(viewer, people, item, id, kind=None):
    """Return the stored form of a principal, named as in the API or in a page.

    Raise :class:`BadInput` if there is none, or none that ``viewer`` may know of.
    """
    found = _stored(viewer, people, item, id, kind) if isinstance(id, str) else None
    if found is None:
        raise BadInput(_("There is no one called “${id}” here.", mapping={"id": str(id)[:100]}))
    return found


def _stored(viewer, people, item, id, kind):
    if kind == SPACE or (kind is None and id.startswith(PREFIX)):
        return _space(viewer, item, id.removeprefix(PREFIX))
    if kind in (None, USER):
        account = people.by_login(id) or (people.by_id(id) if is_person_id(id) else None)
        if account is not None:
            return account.id
    return id if kind in (None, GROUP) and id in people.groups() else None


def _space(viewer, item, path):
    uid = uid_from_name(path)
    if uid is not None and f"{PREFIX}{uid}" in grants_on(item):
        # People who may share can also remove grants to a space that they may not see.
        return f"{PREFIX}{uid}"
    node = viewer.site
    for name in path.strip("/").split("/"):
        node = node.get(name) if hasattr(node, "get") else None
        if node is None:
            return None
    return f"{PREFIX}{node.uid}" if isinstance(node, Space) and viewer.sees(node) else None


def external_id(site, people, principal, reader=None):
    """Return the name of a stored principal; a space that the viewer ``reader`` cannot see is named by UID."""
    if principal.startswith(PREFIX):
        space = site.uids.get(int(principal.removeprefix(PREFIX)))
        if space is None:
            return principal
        return PREFIX + (
            resource_path(space).rstrip("/") if reader is None or reader.sees(space) else uid_name(space.uid)
        )
    account = people.by_id(principal) if is_person_id(principal) else None
    return account.login if account is not None else principal
