"""Panels on pages of other features: the menu of the person who is logged in."""

from moothall.core.base.i18n import _
from moothall.ui.layout.presenters import Link

#: The settings of the person logged in: (name of the page, title).
TABS = (("settings", _("Profile and language")), ("log-in", _("Login and security")), ("own-data", _("Your data")))


def includeme(config):
    config.add_slot(
        "settings tabs",
        "show(view, current) returns a Link to a page of the settings; current names the one shown.",
    )
    for number, (name, title) in enumerate(TABS, 1):
        config.add_panel("settings tabs", name, _tab(name, title), order=10 * number)
    config.add_panel("person menu", "profile", _profile, order=10)
    config.add_panel("person menu", "settings", _settings, order=20)


def _profile(view):
    return Link(view.translate(_("Your profile")), f"/people/{view.request.account.id}")


def _settings(view):
    return Link(view.translate(_("Settings")), "/people/settings")


def _tab(name, title):
    def show(view, current):
        return Link(view.translate(title), view.url(view.context, name), name == current)

    return show
