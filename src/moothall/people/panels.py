"""What this feature offers on pages of others: the menu of the person logged in."""

from moothall.core.base.i18n import _
from moothall.ui.layout.presenters import Link


def includeme(config):
    config.add_panel("person menu", "profile", _profile, order=10)
    config.add_panel("person menu", "settings", _settings, order=20)


def _profile(view):
    return Link(view.translate(_("Your profile")), f"/people/{view.request.account.id}")


def _settings(view):
    return Link(view.translate(_("Settings")), "/people/settings")
