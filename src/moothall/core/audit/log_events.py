"""The kind of entries that say where the audit log begins, after older entries were deleted."""

from typing import Any

from pyramid.config import Configurator

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import EventKind

PRUNED = EventKind("pruned")


def _pruned(_formatter: Any, entry: Any) -> str:
    return _(
        "Entries up to number ${n} were removed because they were older than this site keeps them.",
        mapping={"n": entry.key},
    )


def includeme(config: Configurator) -> None:
    """Register the event kind."""
    config.add_event_kind(PRUNED, _("Old entries removed"), _pruned)
