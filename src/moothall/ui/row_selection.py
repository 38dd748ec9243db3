"""Selection of rows in a list, and the link to the actions on them.

Any page that lists children of a container can offer it: the macro ``choosing`` wraps the rows, each row has an
``id``, and ``contents`` (:mod:`moothall.ui.bulk_actions`) shows the actions.
"""

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.core.workflow.transition import can_transition
from moothall.ui.layout.components import RowSelection
from moothall.ui.layout.presenters import Action


def selection_of(view, items):
    """Return the selection for the shown items, or ``None`` if the person can choose none of them."""
    ids = selectable(view.viewer, view.context, items)
    if not ids:
        return None
    # The actions on the chosen items are computed by the next page.
    action = Action(view.translate(_("Manage contents")), view.url(view.context, "contents"))
    return RowSelection(ids, [action], view.request.query_string)


def selectable(viewer, container, items):
    """Return the names of the visible ``items`` that are in ``container`` and that ``viewer`` can move."""
    if viewer.person.id is None:
        return frozenset()
    return frozenset(item.__name__ for item in items if item.__parent__ is container and _moves(viewer, item))


def _moves(viewer, item):
    return can_transition(viewer, item) if item.review_state is not None else viewer.allowed(Permission.DELETE, item)
