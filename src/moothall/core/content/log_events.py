"""Kinds of logged events about items: where they are, which state they are in, what readers see."""

from typing import Any

from pyramid.config import Configurator

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ITSELF, PLACES, STATES, EventKind, first_of_key

CREATED = EventKind("created", PLACES)
MOVED = EventKind("moved", PLACES)
DELETED = EventKind("deleted", PLACES)
#: For items that were purged, and for accounts, whose id is then in the key.
ERASED = EventKind("erased", PLACES, person=first_of_key)
STATE = EventKind("state", STATES, ITSELF)
EDITION_STATE = EventKind("edition state", STATES)
LIVE_VERSION = EventKind("live version", STATES)


def _created(formatter: Any, entry: Any) -> str:
    return _(
        "${actor} added ${item} (${type}).", mapping={**formatter.common(entry), "type": formatter.type(entry.key)}
    )


def _moved(formatter: Any, entry: Any) -> str:
    return _("${actor} moved ${item}.", mapping=formatter.common(entry))


def _deleted(formatter: Any, entry: Any) -> str:
    return _(
        "${actor} permanently deleted an item (${type}).",
        mapping={**formatter.common(entry), "type": formatter.type(entry.key)},
    )


def _erased(formatter: Any, entry: Any) -> str:
    if entry.person is not None:
        return _("${actor} deleted the account of a former member.", mapping=formatter.common(entry))
    return _deleted(formatter, entry)


def _state(formatter: Any, entry: Any) -> str:
    said = {
        **formatter.common(entry),
        "state": formatter.state(entry, entry.after),
        "before": formatter.state(entry, entry.before),
    }
    if entry.before is None:
        return _("${actor} set the state of ${item} to “${state}”.", mapping=said)
    if entry.after is None:
        return _("${actor} discarded the unpublished version of ${item}, which was “${before}”.", mapping=said)
    return _("${actor} changed the state of ${item} from “${before}” to “${state}”.", mapping=said)


def _live_version(formatter: Any, entry: Any) -> str:
    return _(
        "${actor} made version ${n} of ${item} visible to readers.",
        mapping={**formatter.common(entry), "n": entry.after},
    )


def includeme(config: Configurator) -> None:
    """Register the event kinds."""
    config.add_event_kind(STATE, _("States of spaces, discussions and posts"), _state)
    config.add_event_kind(EDITION_STATE, _("States of documents"), _state)
    config.add_event_kind(LIVE_VERSION, _("Published versions"), _live_version)
    config.add_event_kind(CREATED, _("Added"), _created)
    config.add_event_kind(MOVED, _("Moved"), _moved)
    config.add_event_kind(DELETED, _("Permanently deleted"), _deleted)
    config.add_event_kind(ERASED, _("Permanently deleted items and accounts"), _erased)
