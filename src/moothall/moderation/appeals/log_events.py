"""The kind of logged events about appeals; reporters who appeal are not named."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ALWAYS, STATES, EventKind

APPEAL = EventKind("appeal", STATES, ALWAYS)


def _appeal(formatter, entry):
    said = formatter.common(entry)
    if entry.after == "lodged":
        return _("Someone appealed against a decision about ${item}.", mapping=said)
    if entry.after == "granted":
        return _("${actor} granted an appeal about ${item}.", mapping=said)
    return _("${actor} refused an appeal about ${item}.", mapping=said)


def includeme(config):
    config.add_event_kind(APPEAL, _("Appeals"), _appeal)
