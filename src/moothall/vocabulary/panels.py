"""Panels on pages of other features: the link to the vocabularies."""

from moothall.core.base.i18n import _
from moothall.ui.layout.presenters import Link


def includeme(config):
    config.add_panel("administration rules", "vocabularies", _link, order=20)


def _link(view):
    return Link(view.translate(_("Vocabularies: lists of terms")), "/vocabularies")
