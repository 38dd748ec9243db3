"""Panels on pages of other features: the link to the list of people with access."""

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.ui.layout.presenters import Action, Link


def includeme(config):
    config.add_panel("item actions", "sharing", _action(_("Sharing")), order=10)
    config.add_panel("list links", "sharing", _list_link)
    config.add_panel("space actions", "sharing", _action(_("Groups and spaces")), order=30)
    config.add_panel("space people tabs", "sharing", _people_tab, order=10)


def _action(title):
    def show(view):
        if not view.viewer.allowed(Permission.SHARE, view.context):
            return None
        return Action(view.translate(title), view.url(view.context, "sharing"))

    return show


def _list_link(view):
    if not view.viewer.allowed(Permission.SHARE, view.context):
        return None
    return Link(view.translate(_("Sharing")), view.url(view.context, "sharing"))


def _people_tab(view, current):
    if not view.viewer.allowed(Permission.SHARE, view.context):
        return None
    return Link(view.translate(_("Groups and spaces")), view.url(view.context, "sharing"), current == "sharing")
