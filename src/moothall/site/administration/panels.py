"""What these pages offer on others: tabs, and what the overview says about people and work."""

from moothall.administration.page import administration_tab
from moothall.core.base.i18n import _
from moothall.site.administration.troubles import troubles
from moothall.ui.layout.presenters import Link
from moothall.ui.slots import Part

#: (name of the page, title, order); other features have tabs between them.
TABS = (
    ("people", _("People"), 20),
    ("groups", _("Groups"), 30),
    ("spaces", _("Spaces"), 40),
    ("status", _("Status"), 60),
    ("mails", _("Emails"), 70),
)


def includeme(config):
    for name, title, order in TABS:
        config.add_panel("administration tabs", name, administration_tab(name, title), order=order)
    config.add_panel("administration notices", "troubles", _troubles)
    config.add_panel("administration figures", "people", _people, order=10)
    config.add_panel("administration actions", "person", _add_person, order=30)


def _troubles(view):
    sentences = [view.translate(one) for one in troubles(view.request)]
    return Part(view, "moothall.site.administration:templates/notices.pt", troubles=sentences) if sentences else None


def _people(view):
    return Link(view.translate(_("people")), view.url(view.context, "people"), count=len(view.request.people))


def _add_person(view):
    return Link(view.translate(_("Add a person")), view.url(view.context, "add-person"), icon="person")
