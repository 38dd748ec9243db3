"""What polls add to other pages: a tab in spaces, a part of the home page, an action on a poll."""

from moothall.core.base.i18n import _
from moothall.core.search.query import ContentQuery
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.slots import Part
from moothall_polls.content import Poll
from moothall_polls.workflow import VOTE


def _space_tab(view, space, section):
    return Link(view.translate(_("Polls")), view.url(space, "polls"), section == "polls")


def _home(view):
    polls = ContentQuery(view.viewer).of("poll").in_states("open").newest_first().items(5)
    links = [Link(poll.title, view.url(poll)) for poll in polls if view.viewer.allowed(VOTE, poll)]
    return Part(view, "moothall_polls:templates/home.pt", polls=links) if links else None


def _results_action(view):
    if not isinstance(view.context, Poll):
        return None
    return Action(view.translate(_("Results")), view.url(view.context, "results"))


def includeme(config):
    """Register the panels."""
    config.add_panel("space tabs", "polls", _space_tab, order=35)
    config.add_panel("home", "polls", _home, order=40)
    config.add_panel("item actions", "poll results", _results_action)
