"""Panels on pages of other features: the tab of the workflow editor on the administration pages."""

from moothall.administration.page import administration_tab
from moothall.core.base.i18n import _
from moothall.ui.layout.presenters import Link


def includeme(config):
    config.add_panel("administration tabs", "workflows", administration_tab("workflows", _("Workflows")), order=50)
    config.add_panel("administration rules", "workflows", _link, order=10)


def _link(view):
    return Link(view.translate(_("Workflows: who can do what")), view.url(view.context, "workflows"))
