"""The kind of logged events about scheduled actions."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import STATES, EventKind

PLAN = EventKind("plan", STATES)


def _plan(formatter, entry):
    said = {**formatter.common(entry), "step": formatter.step(entry, entry.key)}
    if entry.after is None:
        return _("The scheduled action “${step}” for ${item} was ended by ${actor}.", mapping=said)
    return _(
        "${actor} scheduled “${step}” for ${item} on ${day}.",
        mapping={**said, "day": formatter.day(entry.since or entry.at)},
    )


def includeme(config):
    config.add_event_kind(PLAN, _("Scheduled actions"), _plan)
