"""Copies of items with versions: the editions and versions that a person can see, and the events about them."""

from typing import TYPE_CHECKING, Any

from BTrees.LOBTree import LOBTree

from moothall.core.content.items import site_of
from moothall.core.content.log_events import EDITION_STATE, LIVE_VERSION
from moothall.core.event_log.log import ActionContext

if TYPE_CHECKING:
    from moothall.core.content.versioned import Versioned

LIVE, WORKING = "live", "working"


def keep_visible_versions(copied: Any, original: Any, viewpoint: Any) -> None:
    """Remove the working copy and the versions of ``copied`` that ``viewpoint`` does not see of ``original``."""
    numbers = viewpoint.versions(original)
    copied.versions = LOBTree({number: original.versions[number] for number in original.versions if number in numbers})
    past = original.superseded or {}
    copied.superseded = LOBTree({number: past[number] for number in past if number in numbers}) or None
    seen = {edition.kind for edition in viewpoint.editions(original)}
    if WORKING not in seen:
        copied.working_number = copied.working_state = None
    if LIVE not in seen:
        copied.live_number = copied.live_state = copied.working_base = None
    copied.copied_states = tuple(one for one in viewpoint.once_live(original) if one[0] in numbers)


def log_copied_versions(item: "Versioned", act: ActionContext) -> None:
    """Log which versions of a copy were live, in which states, and that it has a working copy."""
    log, before, number_before = site_of(item).event_log, None, None
    for number, state in item.copied_states:
        if number != number_before:
            log.append(act, LIVE_VERSION, item.uid, before=number_before, after=number)
            number_before = number
        if state is not None and state != before:
            log.append(act, EDITION_STATE, item.uid, key=LIVE, before=before, after=state)
            before = state
    if item.live_number is not None and item.working_number is not None:
        log.append(act, EDITION_STATE, item.uid, key=WORKING, after=item.working_state)
    del item.copied_states
