"""Panels on pages of other features and of this one: navigation, figures, sections of a space."""

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.space.header import section_tab
from moothall.space.listing import countries
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import counted_link, navigation_link
from moothall.ui.slots import Part

#: Slots of the pages of a space.
SLOTS = {
    "space tabs": "show(view, space, section) returns a Link to a section of the space; section is the current one.",
    "space overview": "show(view) returns a Part of the first page of the space, above its activity.",
    "space overview actions": "show(view) returns an Action on the first page of the space.",
    "first steps in a space": "show(view) returns an Action that fills a space in which nothing has happened yet.",
    "space actions": "show(view) returns an Action about the space as such, before the steps of its workflow.",
    "space restrictions": "show(view, space) returns an Action for a person who is restricted in the space.",
    "space workflow actions": "show(view) returns an Action about the space as such, after the steps of its workflow.",
    "space people tabs": "show(view, current) returns a Link to a page about the people of the space, for managers.",
    "item links": "show(view) returns a Link at the end of the page of an item with versions.",
}


def includeme(config):
    for name, description in SLOTS.items():
        config.add_slot(name, description)
    config.add_panel("main navigation", "coalitions", navigation_link("/coalitions", _("Coalitions")), order=10)
    config.add_panel("main navigation", "workspaces", navigation_link("/workspaces", _("Workspaces")), order=20)
    config.add_panel("home figures", "coalitions", counted_link("/coalitions", _("coalitions"), "coalition"), order=10)
    config.add_panel("home figures", "workspaces", counted_link("/workspaces", _("workspaces"), "workspace"), order=20)
    config.add_panel("home of visitors", "coalitions", _coalitions, order=40)
    config.add_panel("space tabs", "overview", section_tab("", _("Overview")), order=10)
    config.add_panel("space tabs", "people", section_tab("people", _("People")), order=40)
    config.add_panel("space tabs", "about", section_tab("about", _("About")), order=50)
    config.add_panel("first steps in a space", "members", _first_members, order=30)
    config.add_panel("space overview actions", "settings", _settings, order=20)
    config.add_panel("space actions", "edit", _edit, order=10)
    config.add_panel("space actions", "settings", _settings, order=20)
    config.add_panel(
        "administration figures", "coalitions", counted_link("/coalitions", _("coalitions"), "coalition"), order=20
    )
    config.add_panel(
        "administration figures", "workspaces", counted_link("/workspaces", _("workspaces"), "workspace"), order=30
    )
    config.add_panel(
        "administration actions", "coalition", _adding("/coalitions/add/coalition", _("Add a coalition")), order=10
    )
    config.add_panel(
        "administration actions", "workspace", _adding("/workspaces/add/workspace", _("Add a workspace")), order=20
    )


def _coalitions(view):
    return Part(view, "moothall.space:templates/home.pt", countries=countries(view))


def _first_members(view):
    if not view.viewer.allowed(Permission.MANAGE, view.context):
        return None
    return Action(view.translate(_("Add the first members")), view.url(view.context, "people"))


def _settings(view):
    if not view.viewer.allowed(Permission.MANAGE, view.context):
        return None
    return Action(view.translate(_("Settings")), view.url(view.context, "settings"))


def _edit(view):
    if not view.viewer.allowed(Permission.EDIT, view.context):
        return None
    return Action(view.translate(_("Edit")), view.url(view.context, "edit"))


def _adding(address, title):
    return lambda view: Link(view.translate(title), address, icon="space")
