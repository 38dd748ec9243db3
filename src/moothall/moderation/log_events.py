"""The kinds of logged events about the rules of spaces, and about decisions on reports; reporters are not named."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ALWAYS, RULES, STATES, EventKind

REPORT = EventKind("report", STATES)
RULE = EventKind("space rule", RULES, ALWAYS)
#: Values of events about reports.
REMOVED, DISMISSED = "removed", "dismissed"


def _report(formatter, entry):
    said = formatter.common(entry)
    if entry.after == REMOVED:
        return _("${actor} decided on reports about ${item}: it was removed.", mapping=said)
    return _("${actor} decided on reports about ${item}: they were dismissed.", mapping=said)


def _rule(formatter, entry):
    said = {**formatter.common(entry), "before": str(entry.before), "rule": str(entry.after)}
    if entry.before is None:
        return _("${actor} added the rule “${rule}” to ${item}.", mapping=said)
    if entry.after is None:
        return _("${actor} removed the rule “${before}” from ${item}.", mapping=said)
    return _("${actor} changed the rule “${before}” of ${item} to “${rule}”.", mapping=said)


def includeme(config):
    config.add_event_kind(RULE, _("Rules of spaces"), _rule)
    config.add_event_kind(REPORT, _("Reports of posts"), _report)
