"""Panels on pages of other features: the link to report a post, and the rules of a space."""

from moothall.core.base.i18n import _
from moothall.discussion.states import PUBLISHED
from moothall.ui.layout.presenters import Action


def _report(view):
    me, label = view.request.person.id, view.translate(_("Report"))

    def action(post, url):
        return (
            Action(label, f"{url}report")
            if (me is None or post.creator != me) and post.own_state == PUBLISHED
            else None
        )

    return action


def _rules(view):
    return Action(view.translate(_("Rules")), view.url(view.context, "rules"))


def includeme(config):
    config.add_panel("post actions", "report", _report, order=90)
    config.add_panel("space actions", "rules", _rules, order=15)
