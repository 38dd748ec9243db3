"""Panels on pages of other features: the link in the person's menu, and the mark that the server has drafts."""

from moothall.core.base.i18n import _
from moothall.draft.store import drafts_of
from moothall.ui.layout.presenters import Link


def _link(view):
    if view.request.impersonation is not None:
        return None
    return Link(view.translate(_("Drafts")), "/drafts")


def _has_drafts(view):
    request, uid = view.request, getattr(view.context, "uid", None)
    if request.person.id is None or request.impersonation is not None or not isinstance(uid, int):
        return None
    drafts = drafts_of(request.people, request.person.id)
    return True if drafts is not None and drafts.is_about(uid) else None


def includeme(config):
    config.add_panel("person menu", "drafts", _link, order=25)
    config.add_panel("saved drafts", "drafts", _has_drafts)
