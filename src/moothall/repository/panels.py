"""What this feature offers on pages of others: its section in the main navigation."""

from moothall.core.base.i18n import _
from moothall.ui.page import navigation_link


def includeme(config):
    config.add_panel("main navigation", "repository", navigation_link("/repository", _("Repository")), order=30)
