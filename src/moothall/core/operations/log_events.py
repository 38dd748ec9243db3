"""Kinds of logged events about items that left a space or the site repository; their subject is the place they left."""

from typing import Any

from pyramid.config import Configurator

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ALWAYS, PLACES, EventKind

#: The key is the uid of the item; before and after are the uids of its containers.
DEPARTED = EventKind("departed", PLACES, ALWAYS)
FETCHED_BACK = EventKind("fetched back", PLACES, ALWAYS)


def _said(formatter: Any, entry: Any) -> dict[str, Any]:
    return {**formatter.common(entry), "item": formatter.item(entry.key), "origin": formatter.item(entry.subject)}


def _departed(formatter: Any, entry: Any) -> str:
    said, target = _said(formatter, entry), entry.after[0] if entry.after else None
    if not formatter.sees(target):
        return _("${actor} moved ${item} out of ${origin}, to a place you cannot see.", mapping=said)
    return _("${actor} moved ${item} out of ${origin}, to ${place}.", mapping={**said, "place": formatter.item(target)})


def _fetched_back(formatter: Any, entry: Any) -> str:
    return _("${actor} fetched ${item} back to ${origin}.", mapping=_said(formatter, entry))


def includeme(config: Configurator) -> None:
    """Register the event kinds."""
    config.add_event_kind(DEPARTED, _("Moved away"), _departed)
    config.add_event_kind(FETCHED_BACK, _("Fetched back"), _fetched_back)
