"""Panels on pages of other features: the documents of a space."""

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.space.header import section_tab
from moothall.ui.layout.presenters import Action
from moothall.ui.page import counted_link


def includeme(config):
    config.add_panel("space tabs", "documents", section_tab("documents", _("Documents")), order=30)
    config.add_panel("first steps in a space", "document", _first_document, order=20)
    config.add_panel(
        "administration figures",
        "documents",
        counted_link("/search?portal_type=document", _("documents and files"), "document", "file", "link"),
        order=50,
    )


def _first_document(view):
    library = view.context["documents"]
    if not view.viewer.allowed(Permission.ADD, library):
        return None
    return Action(view.translate(_("Write the first document")), view.url(library, "add", "document"))
