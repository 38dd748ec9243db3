"""Panels on pages of other features: scheduling an action, and the scheduled actions."""

from moothall.core.base.i18n import _
from moothall.core.work.schedule import visible_schedule
from moothall.core.workflow.transition import available, blocked_transitions
from moothall.scheduling.sentences import schedule_sentence
from moothall.ui.layout.dates import concatenate
from moothall.ui.layout.presenters import Action


def includeme(config):
    config.add_panel("item actions", "schedule", _item_action, order=30)
    config.add_panel("space workflow actions", "schedule", _space_action)
    config.add_panel("workflow sentences", "schedule", _scheduled, order=40)


def _action(view):
    return Action(view.translate(_("Schedule", context="verb")), view.url(view.context, "schedule"))


def _item_action(view):
    viewer, item = view.viewer, view.context
    if view.request.person.id is None or item.review_state is None:
        return None
    return _action(view) if available(viewer, item) or blocked_transitions(viewer, item) else None


def _space_action(view):
    return _action(view) if available(view.viewer, view.context) else None


def _scheduled(view, edition):
    planned = visible_schedule(view.viewer, edition.item)
    return concatenate((schedule_sentence(view, one) for one in planned), " ") or None
