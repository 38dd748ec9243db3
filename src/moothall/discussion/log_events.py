"""The kinds of logged events about discussions: their answers, and slow mode."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import STATES, EventKind

ANSWER = EventKind("answer", STATES)
SLOW_MODE = EventKind("slow mode", STATES)


def _answer(formatter, entry):
    said = formatter.common(entry)
    if entry.after is None:
        return _("${actor} removed the mark of the answer in ${item}.", mapping=said)
    return _("${actor} marked the answer in ${item}.", mapping=said)


def _slow_mode(formatter, entry):
    said = {**formatter.common(entry), "seconds": entry.after}
    if not entry.after:
        return _("${actor} ended slow mode in ${item}.", mapping=said)
    return _("${actor} set slow mode in ${item}: ${seconds} s between two posts.", mapping=said)


def includeme(config):
    config.add_event_kind(SLOW_MODE, _("Slow mode of discussions"), _slow_mode)
    config.add_event_kind(ANSWER, _("Answers of discussions"), _answer)
