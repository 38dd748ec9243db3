"""Choosing several rows of a list: which can be chosen, and the way to what can be done with them.

Any page that lists children of a container can offer it: the macro ``choosing`` goes
around the rows, each row has an ``id``, and ``contents`` (:mod:`moothall.ui.bulk_actions`)
says what the chosen ones allow.
"""

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.core.workflow.transition import can_transition
from moothall.ui.layout.components import Choosing
from moothall.ui.layout.presenters import Action


def choosing_of(view, items):
    """What of the shown ``items`` the person looking can choose; ``None`` where that is nothing."""
    ids = choosable(view.viewer, view.context, items)
    if not ids:
        return None
    # What can be done with the chosen ones is looked at when it is asked for.
    action = Action(view.translate(_("Manage contents")), view.url(view.context, "contents"))
    return Choosing(ids, [action], view.request.query_string)


def choosable(viewer, container, items):
    """The names of those of ``items``, all of them visible, that are in ``container`` and that ``viewer`` can move."""
    if viewer.person.id is None:
        return frozenset()
    return frozenset(item.__name__ for item in items if item.__parent__ is container and _moves(viewer, item))


def _moves(viewer, item):
    return can_transition(viewer, item) if item.review_state is not None else viewer.allowed(Permission.DELETE, item)
