"""What this feature offers on pages of others: what waits, in the top bar."""

from moothall.core.base.i18n import _
from moothall.ui.layout.presenters import Link


def includeme(config):
    config.add_panel("top bar", "queue", _top_bar_link)


def _top_bar_link(view):
    return Link(view.translate(_("Decisions")), "/queue", count=view.request.decisions.count, icon="queue")
