"""The kind of logged events about answers of discussions."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import STATES, EventKind

ANSWER = EventKind("answer", STATES)


def _answer(formatter, entry):
    said = formatter.common(entry)
    if entry.after is None:
        return _("${actor} removed the mark of the answer in ${item}.", mapping=said)
    return _("${actor} marked the answer in ${item}.", mapping=said)


def includeme(config):
    config.add_event_kind(ANSWER, _("Answers of discussions"), _answer)
