"""Panels on pages of other features: pending decisions in the top bar, on the front page and at an item."""

from moothall.core.access.roles import MODERATOR
from moothall.core.base.i18n import _
from moothall.core.decisions import claim_on_item
from moothall.queue.rows import decision_rows, own_item_rows
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.slots import Part


def includeme(config):
    config.add_panel("top bar", "queue", _top_bar_link)
    config.add_panel("home", "queue", _waiting, order=10)
    config.add_panel("home", "own items", _own_items, order=20)
    config.add_panel("administration overview", "queue", lambda view: _waiting(view, "m-stack"))
    config.add_panel("space overview actions", "queue", _space_queue, order=10)
    config.add_panel("workflow sentences", "assignee", _assignee, order=10)


def _top_bar_link(view):
    return Link(view.translate(_("Decisions")), "/queue", count=view.request.decisions.count, icon="queue")


def _waiting(view, style=None):
    rows = decision_rows(view)
    return Part(view, "moothall.queue:templates/waiting.pt", rows=rows, style=style) if rows else None


def _own_items(view):
    rows = own_item_rows(view)
    return Part(view, "moothall.queue:templates/own-items.pt", rows=rows) if rows else None


def _space_queue(view):
    """Return the link to the decisions in this space, for people who may have some."""
    if MODERATOR not in view.viewer.roles(view.context):
        return None
    return Action(view.translate(_("Decisions")), view.url(view.context, "queue"))


def _assignee(view, edition):
    """Return the assignee of the decision about an item, for the people who may know it."""
    claim = claim_on_item(view.viewer, view.request.people, edition.item)
    if claim is None:
        return None
    if claim.person == view.request.person.id:
        return view.translate(_("Assigned to you for ${age}.", mapping={"age": view.clock.age(claim.since)}))
    return view.translate(
        _(
            "Assigned to ${person} for ${age}.",
            mapping={"person": view.request.names.name(claim.person), "age": view.clock.age(claim.since)},
        )
    )
