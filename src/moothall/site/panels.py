"""Panels on pages of other features: the pages about the site in the footer."""

from moothall.core.base.i18n import _
from moothall.ui.layout.presenters import Link

#: (address, title) in the order of the footer.
PAGES = (
    ("/about", _("About")),
    ("/accessibility", _("Accessibility")),
    ("/privacy", _("Privacy")),
    ("/contact", _("Contact")),
)


def includeme(config):
    for number, (address, title) in enumerate(PAGES, 1):
        config.add_panel("footer", address[1:], _link(address, title), order=10 * number)


def _link(address, title):
    return lambda view: Link(view.translate(title), address)
