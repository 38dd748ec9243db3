"""Panels on pages of other features: the link to the search."""

from moothall.core.base.i18n import _
from moothall.ui.page import navigation_link, section_url


def includeme(config):
    config.add_panel("main navigation", "search", navigation_link("/search", _("Search")), order=40)
    config.add_panel("site search", "search", lambda view: section_url(view.request, "/search") or None)
