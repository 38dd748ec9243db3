"""Names of principals in addresses and in the API, and their stored form.

:mod:`moothall.core.access.principals` says what is stored.  The API names a person by username, a group
by ID, and a space by path, ``space:/workspaces/women-in-ict``, or by UID if the space is hidden from
the viewer.  Addresses of pages name a person by opaque ID, after ``person:``, and a group after
``group:``.  An ID is never looked up as a username.
"""

from moothall.core.access import principals
from moothall.core.authorization.sharing import grants_on
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_from_name
from moothall.space.content import Space
from moothall.space.principal_names import PREFIX, external_id

__all__ = ["GROUP", "PERSON", "PREFIX", "SPACE", "USER", "external_id", "principal_from_id"]

USER, GROUP, SPACE = "user", "group", "space"
#: Before the opaque ID of a person in addresses of pages.
PERSON = "person:"


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
        account = people.by_id(id[len(PERSON) :]) if id.startswith(PERSON) else people.by_login(id)
        if account is not None:
            return account.id
    group = id.removeprefix(principals.GROUP)
    return principals.group_principal(group) if kind in (None, GROUP) and group in people.groups() else None


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
