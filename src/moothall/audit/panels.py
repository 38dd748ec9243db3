"""Panels on pages of other features: the history of an item, and changes of access in a space."""

from moothall.administration.page import administration_tab
from moothall.core.base.i18n import _
from moothall.core.content.versioned import Versioned
from moothall.core.workflow.transition import available
from moothall.ui.layout.presenters import Action, Link


def includeme(config):
    config.add_panel("administration tabs", "audit", administration_tab("audit", _("Audit log")), order=80)
    config.add_panel("item actions", "history", _item_action, order=40)
    config.add_panel("item links", "history", _item_link)
    config.add_panel("space actions", "history", _action, order=40)
    config.add_panel("space people tabs", "audit", _people_tab, order=20)


def _action(view):
    return Action(view.translate(_("History")), view.url(view.context, "history"))


def _item_action(view):
    """Return the action for people who edit an item; the page of an item with versions has a link for everyone."""
    if isinstance(view.context, Versioned) or not available(view.viewer, view.context):
        return None
    return _action(view)


def _item_link(view):
    return Link(view.translate(_("History")), view.url(view.context, "history"))


def _people_tab(view, current):
    return Link(view.translate(_("Access changes")), view.url(view.context, "audit"), current == "audit")
