"""Undo the last transition of an item, for the person who performed it."""

from collections.abc import Callable
from typing import Any

from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.content.editions import BEFORE
from moothall.core.content.items import Item
from moothall.core.content.site import Viewer
from moothall.core.event_log.log import ActionContext, LogEvent
from moothall.core.workflow.definition import Transition
from moothall.core.workflow.history import history_of
from moothall.core.workflow.transition import available, perform, transition_target


def own_last_step(viewer: Viewer, item: Item) -> tuple[LogEvent, Transition | None] | None:
    """Return (event, its transition if there is a single one) if ``viewer`` put a visible item into its state."""
    last = next(iter(reversed(history_of(item))), None)
    if last is None or last.actor is None or last.actor != viewer.person.id or not viewer.sees(item):
        return None
    _edition, subject, definition = transition_target(viewer, item)
    return (last, definition.between(last.before, last.after)) if subject.state == last.after else None


def opposite(viewer: Viewer, item: Item) -> Transition | None:
    """Return the transition with which ``viewer`` can undo their last one on ``item``, or ``None``."""
    found = own_last_step(viewer, item)
    if found is None:
        return None
    before = found[0].before
    return next(
        (step for step in available(viewer, item) if step.target in (before, BEFORE) and not step.needs_reason), None
    )


def undo(viewer: Viewer, act: ActionContext, item: Item, notify: Callable[[Any], Any]) -> None:
    """Perform :func:`opposite`; raise :class:`Conflict` if it is no longer available."""
    step = opposite(viewer, item)
    if step is None:
        raise Conflict(_("This can no longer be undone."))
    perform(viewer, act, item, step.id, notify)
