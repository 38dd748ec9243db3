"""Which question a refused request would have to ask to hear why."""

from http import HTTPStatus
from urllib.parse import urlencode

from pyramid.traversal import resource_path

from moothall.core.access.permissions import Permission
from moothall.core.content.items import Item

#: Refusals that the facts of access can explain.
EXPLAINED = (HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)
#: View → what it takes; where an error says so itself, that counts.
TAKES = {
    "edit": Permission.EDIT,
    "delete": Permission.DELETE,
    "add": Permission.ADD,
    "upload": Permission.ADD,
    "settings": Permission.MANAGE,
    "people": Permission.MANAGE,
    "@members": Permission.MANAGE,
    "@invitations": Permission.MANAGE,
    "sharing": Permission.SHARE,
    "@sharing": Permission.SHARE,
    "posts": Permission.REPLY,
    "pin": Permission.MODERATE,
    "access": Permission.MANAGE,
    "affected": Permission.MANAGE,
}
METHODS = {"PATCH": Permission.EDIT, "DELETE": Permission.DELETE, "POST": Permission.ADD}


def question_of(request, error):
    """(item, name of a parameter, value) to ask ``why`` or ``@explain``, or ``None`` where there is nothing to ask."""
    if error.status not in EXPLAINED or request.person.id is None:
        return None
    if error.missing is not None:
        refused, permission = error.missing
        return refused, "permission", str(permission)
    item = getattr(request, "context", None)
    if not isinstance(item, Item):
        return None
    name, subpath = request.view_name, request.subpath
    if name in ("workflow", "@workflow") and len(subpath) == 1:
        return item, "step", subpath[0]
    permission = TAKES.get(name) if name else METHODS.get(request.method)
    if permission is not None:
        if permission == Permission.ADD:
            permission = item.permission_to_add
        return item, "permission", str(permission)
    return (error.step[0], "step", error.step[1]) if error.step is not None else None


def address_of(request, error, view):
    """The address at which ``view`` of the item explains the refusal, or ``None``."""
    try:
        question = question_of(request, error)
        if question is None or not request.viewer.sees(question[0]):
            return None
        if view == "why" and not isinstance(question[0], Item):
            # A profile is explained to programs alone.
            return None
    except Exception:
        # What has just failed may be what is needed here.
        return None
    item, name, value = question
    return f"{resource_path(item, view)}?{urlencode({name: value})}"
