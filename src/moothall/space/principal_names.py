"""The names of stored principals in the API and on the pages of a space."""

from pyramid.traversal import resource_path

from moothall.core.access import principals
from moothall.core.access.person import is_person_id
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_name

PREFIX = principals.SPACE


def external_id(site, people, principal, reader=None):
    """Return the name of a stored principal; a space that the viewer ``reader`` cannot see is named by UID."""
    if principal.startswith(PREFIX):
        space = site.uids.get(int(principal.removeprefix(PREFIX)))
        if space is None:
            return principal
        return PREFIX + (
            resource_path(space).rstrip("/") if reader is None or reader.sees(space) else uid_name(space.uid)
        )
    group = principals.group_name(principal)
    if group is not None:
        return group
    account = people.by_id(principal) if is_person_id(principal) else None
    return account.login if account is not None else principal


def kind_of(principal):
    """Return the kind of a stored principal, as the API names it."""
    if principal.startswith(PREFIX):
        return "space"
    return "group" if principals.group_name(principal) is not None else "user"


def title_of_principal(request, principal):
    """Return how a page names a principal to the viewer of a request."""
    translate = request.localizer.translate
    uid, group = principals.space_uid(principal), principals.group_name(principal)
    if uid is not None:
        space = request.site.uids.get(uid)
        if space is None or not request.viewer.sees(space):
            return translate(_("A space you cannot see"))
        return translate(space.title)
    return request.names.name(principal) if group is None else request.people.groups().get(group, group)
