"""Panels on pages of other features: the link to the administration pages."""

from moothall.administration.page import administration_tab
from moothall.core.access.roles import ADMINISTRATOR
from moothall.core.base.i18n import _
from moothall.ui.layout.presenters import Link


def includeme(config):
    """Register the panels."""
    config.add_panel("person menu", "administration", _link, order=30)
    config.add_panel("administration tabs", "overview", administration_tab("", _("Overview")), order=10)


def _link(view):
    if ADMINISTRATOR not in view.request.person.site_roles:
        return None
    return Link(view.translate(_("Administration")), "/admin")
