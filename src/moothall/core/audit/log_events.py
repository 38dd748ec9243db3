"""The kind of entries that say where the audit log begins, after older entries were deleted."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import EventKind

PRUNED = EventKind("pruned")


def _pruned(formatter, entry):
    return _(
        "Entries up to number ${n} were removed because they were older than this site keeps them.",
        mapping={"n": entry.key},
    )


def includeme(config):
    config.add_event_kind(PRUNED, _("Old entries removed"), _pruned)
