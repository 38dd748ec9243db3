"""The base of the administration pages, and the slots that features fill there."""

from pyramid.location import lineage

from moothall.administration.places import Administration
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View
from moothall.ui.slots import panels

SLOTS = {
    "administration tabs": "show(view, current) returns a Link to an administration page; current names the one shown.",
    "administration notices": "show(view) returns a Part that stands first on the overview.",
    "administration figures": "show(view) returns a Link with a count.",
    "administration overview": "show(view) returns a Part of the overview.",
    "administration actions": "show(view) returns a Link, with an icon, to a form that adds something.",
    "administration rules": "show(view) returns a Link to rules or terms of the site.",
}


class AdminPage(View):
    """An administration page; subclasses name their ``tab``."""

    tab = ""

    @property
    def administration(self):
        """The top of the administration pages."""
        return next(place for place in lineage(self.context) if isinstance(place, Administration))

    def admin_page(self, title, **values):
        """Return the values for a template that fills ``moothall.administration:templates/frame.pt``."""
        return self.page(title, "page", tabs=panels(self, "administration tabs", self.tab), **values)


def administration_tab(name, title):
    """Return the ``show`` of a tab of the administration pages; ``name`` is that of the page below ``/admin``."""

    def show(view, current):
        address = view.url(view.administration, *filter(None, [name]))
        return Link(view.translate(title), address, name == current)

    return show


def includeme(config):
    """Declare the slots."""
    for name, description in SLOTS.items():
        config.add_slot(name, description)
