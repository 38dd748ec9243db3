"""Administration pages about accounts, sign-ups and groups."""

from moothall.administration.page import administration_tab
from moothall.core.base.i18n import _
from moothall.ui.layout.presenters import Link


def includeme(config):
    for name in ("people", "signups", "groups", "erasure", "undo"):
        config.include(f".{name}")
    config.add_panel("administration tabs", "people", administration_tab("people", _("People")), order=20)
    config.add_panel("administration tabs", "groups", administration_tab("groups", _("Groups")), order=30)
    config.add_panel("administration figures", "people", _figure, order=10)
    config.add_panel("administration actions", "person", _add_person, order=30)


def _figure(view):
    return Link(view.translate(_("people")), view.url(view.context, "people"), count=len(view.request.people))


def _add_person(view):
    return Link(view.translate(_("Add a person")), view.url(view.context, "add-person"), icon="person")
