"""The kind of logged events about conversions."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import OTHER, EventKind

CONVERTED = EventKind("converted", OTHER)


def _converted(formatter, entry):
    return _("${actor} made an item from ${item}.", mapping=formatter.common(entry))


def includeme(config):
    config.add_event_kind(CONVERTED, _("Items made from discussions"), _converted)
