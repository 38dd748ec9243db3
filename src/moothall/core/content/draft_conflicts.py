"""Detect that the published version changed after a draft was begun, which publishing the draft would undo."""

from moothall.core.content.editions import WORKING
from moothall.core.content.items import site_of
from moothall.core.content.log_events import EDITION_STATE, LIVE_VERSION
from moothall.core.content.versioned import Versioned


def base_of_draft(item: Versioned) -> int | None:
    """Return the number of the published version that the working copy was begun from; None if there was none."""
    if item.working_base is not None or item.working_number is None:
        return item.working_base
    # Drafts that are older than the attribute.
    base = item.live_number
    events = list(site_of(item).event_log.about(item.uid, {LIVE_VERSION.id, EDITION_STATE.id}))
    for event in reversed(events):
        if event.kind == LIVE_VERSION.id:
            base = event.before
        elif event.key == WORKING and event.before is None:
            break
    return base


def fields_changed_meanwhile(item: Versioned) -> list[str]:
    """Return the names of the published fields that changed since the draft was begun, and that differ in the draft."""
    live, working = item.live, item.working
    if live is None or working is None:
        return []
    base = base_of_draft(item)
    if base is None or base == item.live_number:
        return []
    begun = item.versions[base].fields() if base in item.versions else {}
    published, drafted = live.version.fields(), working.version.fields()
    names = dict.fromkeys((*begun, *published))
    return [
        name for name in names if published.get(name) != begun.get(name) and published.get(name) != drafted.get(name)
    ]


def mark_merged(item: Versioned, number: int | None) -> None:
    """Record that the draft contains the changes of the published version ``number``, if that is still published."""
    if item.working_number is not None and number is not None and number == item.live_number:
        item.working_base = number
