"""The kind of logged events about decisions on reports; reporters are not named."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import STATES, EventKind

REPORT = EventKind("report", STATES)
#: Values of such an event.
REMOVED, DISMISSED = "removed", "dismissed"


def _report(formatter, entry):
    said = formatter.common(entry)
    if entry.after == REMOVED:
        return _("${actor} decided on reports about ${item}: it was removed.", mapping=said)
    return _("${actor} decided on reports about ${item}: they were dismissed.", mapping=said)


def includeme(config):
    config.add_event_kind(REPORT, _("Reports of posts"), _report)
