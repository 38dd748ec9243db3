"""What this feature offers on pages of others: its sections in the main navigation."""

from moothall.core.base.i18n import _
from moothall.ui.page import navigation_link


def includeme(config):
    config.add_panel("main navigation", "coalitions", navigation_link("/coalitions", _("Coalitions")), order=10)
    config.add_panel("main navigation", "workspaces", navigation_link("/workspaces", _("Workspaces")), order=20)
