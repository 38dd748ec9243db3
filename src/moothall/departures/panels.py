"""Links to what was moved away, where facilitators look for it."""

from moothall.core.base.i18n import _
from moothall.core.content.items import Container
from moothall.core.operations.move_permissions import facilitates, home_of
from moothall.ui.layout.presenters import Action, Link


def includeme(config):
    config.add_panel("space actions", "departed", _action, order=50)
    config.add_panel("item actions", "departed", _section_action, order=50)
    config.add_panel("list links", "departed", _link, order=50)


def _action(view):
    return _action_of(view, view.context)


def _action_of(view, home):
    if not facilitates(view.viewer, home):
        return None
    return Action(view.translate(_("Items moved elsewhere")), view.url(home, "departed"))


def _section_action(view):
    """Return the action on the page of a section, from which items are moved."""
    home = home_of(view.context)
    if not isinstance(view.context, Container) or home is None or view.context.__parent__ is not home:
        return None
    return _action_of(view, home)


def _link(view):
    home = home_of(view.context)
    if home is None or not facilitates(view.viewer, home):
        return None
    return Link(view.translate(_("Items moved elsewhere")), view.url(home, "departed"))
