"""The kind of logged events about warnings."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ACCESS, ALWAYS, KEY, EventKind

WARNING = EventKind("warning", ACCESS, ALWAYS, person=KEY)
#: Value after a warning was given.
WARNED = "warned"


def _warning(formatter, entry):
    said = formatter.common(entry)
    if not entry.after:
        return _("${actor} withdrew a warning of ${person} in ${item}.", mapping=said)
    return _("${actor} warned ${person} in ${item}.", mapping=said)


def includeme(config):
    config.add_event_kind(WARNING, _("Warnings"), _warning)
