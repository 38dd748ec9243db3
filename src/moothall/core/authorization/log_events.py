"""The kind of logged events about requests for access."""

from typing import Any

from pyramid.config import Configurator

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ACCESS, ALWAYS, KEY, EventKind

ACCESS_REQUEST = EventKind("access request", ACCESS, ALWAYS, person=KEY)


def _access_request(formatter: Any, entry: Any) -> str:
    said = formatter.common(entry)
    if entry.after == "open" and entry.before is not None:
        return _("${actor} reopened the request of ${person} for access to ${item}.", mapping=said)
    if entry.after == "open":
        return _("${person} requested access to ${item}.", mapping=said)
    if entry.after == "granted":
        return _("${actor} gave ${person} the access to ${item} they requested.", mapping=said)
    if entry.after == "declined":
        return _("${actor} declined the request of ${person} for access to ${item}.", mapping=said)
    return _("The request of ${person} for access to ${item} was withdrawn.", mapping=said)


def includeme(config: Configurator) -> None:
    """Register the event kind."""
    config.add_event_kind(ACCESS_REQUEST, _("Access requests"), _access_request)
