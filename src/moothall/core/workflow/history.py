"""The logged transitions of an item, as far as a person can see them."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.access.subjects import Subject
from moothall.core.content.editions import LIVE, WORKING, Edition
from moothall.core.content.items import Item, site_of
from moothall.core.content.log_events import EDITION_STATE, LIVE_VERSION, STATE
from moothall.core.content.site import Viewer
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import LogEvent
from moothall.core.workflow.definition import Definition, State, Transition
from moothall.core.workflow.transition import transition_target


class HistoryEntry(NamedTuple):
    """A logged transition as one person may see it; ``step`` is ``None`` if the definition has no single one."""

    event: LogEvent
    state: State
    reason: str
    step: Transition | None = None


def history_for(viewer: Viewer, item: Item) -> list[HistoryEntry]:
    """Return the logged transitions of an item that ``viewer`` may see, oldest first.

    Readers see those that changed what they see; reasons are only shown to people who work or decide on it.
    """
    _edition, subject, definition = transition_target(viewer, item)
    involved = is_involved(viewer, item)
    found = ((event, _state(viewer, subject.workflow, definition, event)) for event in _of_editions_seen(viewer, item))
    return [
        HistoryEntry(
            event,
            state,
            event.reason if involved else "",
            _performed(_table_of(viewer, subject.workflow, event), event),
        )
        for event, state in found
        if state is not None
        and (involved or (state.live and event.key in (None, LIVE) and reads_in(viewer, subject, definition, event)))
    ]


def _state(viewer: Viewer, workflow: str, definition: Definition, event: LogEvent) -> State | None:
    """Return the new state as the definition had it then; the current one may lack or rename it."""
    return _table_of(viewer, workflow, event).states.get(event.after) or definition.states.get(event.after)


def _performed(table: Definition, event: LogEvent) -> Transition | None:
    """Return the recorded transition; that which leads between the two states if the event is too old to have one."""
    if event.action is None:
        return table.between(event.before, event.after)
    return table.transitions.get(event.action)


def _table_of(viewer: Viewer, workflow: str, event: LogEvent) -> Definition:
    return viewer.access_data.table(*(event.version or viewer.access_data.first(workflow)))


def reads_in(viewer: Viewer, subject: Subject, definition: Definition, event: LogEvent) -> bool:
    """Return True if ``viewer`` sees the item in the new state, which may have been removed since."""
    known = definition if event.after in definition.states else _table_of(viewer, subject.workflow, event)
    return viewer.holds(known.row(event.after, Permission.VIEW), subject)


def definition_of_state(viewer: Viewer, item: Item, state: str) -> Definition | None:
    """Return the workflow version under which ``item`` was last put into ``state``, or None if it never was."""
    last = next((event for event in reversed(history_of(item)) if event.after == state), None)
    return _table_of(viewer, item.workflow, last) if last is not None else None


def begun_unseen(viewer: Viewer, item: Item) -> datetime | None:
    """Return the time at which the working copy was created, if ``viewer`` does not see it; otherwise None."""
    working = item.working if isinstance(item, Versioned) else None
    if working is None or not working.has_live or viewer.decide(working.subject(), Permission.VIEW):
        return None
    begun = [event.at for event in history_of(item) if event.key == WORKING and event.before is None]
    return begun[-1] if begun else item.created


def _of_editions_seen(viewer: Viewer, item: Item) -> list[LogEvent]:
    """Return the logged transitions except those of a working copy that ``viewer`` does not see."""
    begun = begun_unseen(viewer, item)
    return [event for event in history_of(item) if begun is None or event.key != WORKING or event.at < begun]


def once_live(item: Item) -> Iterator[tuple[int, LogEvent | None]]:
    """Yield (number of a version, event of its state) for each state in which a version was live."""
    number = step = since = None
    for event in site_of(item).event_log.about(item.uid, {LIVE_VERSION.id, EDITION_STATE.id}):
        if event.kind == LIVE_VERSION.id:
            if number is not None:
                yield number, step
            number, since = event.after, event.at
        elif event.key == LIVE and "deleted" not in (event.before, event.after):
            # A publication that also changes the state logs the version before the state.
            if number is not None and event.at != since:
                yield number, step
            step = event
    if number is not None:
        yield number, step


def is_involved(viewer: Viewer, item: Item) -> bool:
    """Return True if ``viewer`` created an item, edits it or decides on it."""
    if viewer.person.id is None:
        return False
    return viewer.is_creator(item) or any(
        viewer.allowed(permission, item) for permission in (Permission.EDIT, Permission.MODERATE, Permission.MANAGE)
    )


def history_of(item: Item) -> list[LogEvent]:
    """Return the logged transitions of an item, oldest first."""
    return [
        event
        for event in site_of(item).event_log.about(item.uid, {EDITION_STATE.id, STATE.id})
        if event.after is not None
    ]


def reason_shown(viewer: Viewer, item: Item) -> HistoryEntry | None:
    """Return the decision of another person that put ``item`` into its state, if it has a reason for ``viewer``.

    It stays until the next transition, or until what readers see is saved again.
    """
    if not is_involved(viewer, item):
        return None
    edition, subject, definition = transition_target(viewer, item)
    events = _of_editions_seen(viewer, item)
    last = next((event for event in reversed(events) if event.after == subject.state), None)
    if last is None or last is not events[-1] or not last.reason or last.actor == viewer.person.id:
        return None
    if edition is not None and edition.kind == LIVE and edition.version.at > last.at:
        return None
    step = _table_of(viewer, subject.workflow, last).between(last.before, last.after)
    return HistoryEntry(last, definition.states[subject.state], last.reason, step)


def last_transition(edition: Edition) -> LogEvent | None:
    """Return the event that put an edition into its state, or None if it has its initial state."""
    steps = [
        event
        for event in site_of(edition.item).event_log.about(edition.item.uid, {EDITION_STATE.id})
        if event.after == edition.state
    ]
    return steps[-1] if steps else None
