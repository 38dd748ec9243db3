"""The link on the page of an item to who can see it, or to why the viewer lacks an action."""

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.core.content.items import Container, Item
from moothall.core.content.root import Root
from moothall.core.content.types import types_for
from moothall.insight.explanation_requests import may_inspect
from moothall.ui.layout.presenters import Link
from moothall.ui.page import path_of

#: (permission whose action a person might miss, question), of which the first that applies is shown.
MISSED = (
    (Permission.REPLY, _("Why can't I reply here?")),
    (Permission.ADD, _("Why can't I add items here?")),
    (Permission.EDIT, _("Why can't I edit this?")),
)


def insight_link(view):
    """Return the link to who can see the item, for people who may know; for others, to why they lack an action."""
    request, item = view.request, view.context
    if request.person.id is None or not isinstance(item, Item) or isinstance(item, Root):
        return None
    translate, address = view.translate, path_of(request, item)
    if may_inspect(request, item, Permission.SHARE):
        return Link(translate(_("Who can see this, and why?")), f"{address}access")
    for permission, words in MISSED:
        if _belongs(request, permission, item):
            if request.viewer.allowed(permission, item):
                return None
            return Link(translate(words), f"{address}why?permission={permission}")
    return None


def _belongs(request, permission, item):
    if permission == Permission.REPLY:
        return item.permission_to_add == Permission.REPLY
    if permission == Permission.ADD:
        return isinstance(item, Container) and bool(types_for(request.registry, item))
    return True


def includeme(config):
    config.add_panel("under an item", "insight", insight_link)
