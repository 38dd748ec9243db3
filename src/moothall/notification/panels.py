"""Panels on pages of other features: the bell in the top bar, and the links to follow an item."""

from moothall.core.base.i18n import _
from moothall.notification.followable import can_follow
from moothall.notification.rows import unread_count
from moothall.ui.layout.presenters import Action, Link


def _bell(view):
    count = unread_count(view.request)
    return Link(view.translate(_("Notifications")), "/notifications", count=count, icon="bell")


def _follow(view):
    if view.request.own_account is None or not can_follow(view.request, view.context):
        return None
    return Action(view.translate(_("Follow")), view.url(view.context, "follow"))


def includeme(config):
    config.add_panel("top bar", "notifications", _bell, order=10)
    config.add_panel("item actions", "follow", _follow, order=5)
    config.add_panel("space actions", "follow", _follow, order=5)
    config.add_panel("space overview actions", "follow", _follow, order=30)
