"""The pages of polls."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.operations.authoring import may_add
from moothall.core.search.query import ContentQuery
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.ui.badges import chip_of, step_actions
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View
from moothall.ui.slots import panels
from moothall_polls.content import Poll
from moothall_polls.votes import vote
from moothall_polls.workflow import VOTE


class PollPage(View):
    """A poll, its results, and the form to vote."""

    def show(self):
        """Show the poll."""
        return self._page(results=False)

    def results(self):
        """Show how many people voted for each option."""
        return self._page(results=True)

    def vote(self):
        """Store the vote (POST)."""
        try:
            vote(self.viewer, self.request.act(), self.context, self.request.POST.get("option", ""))
        except BadInput as error:
            self.request.response.status_int = 422
            return self._page(results=False, error=self.translate(error.message))
        return self.back("voted")

    def _page(self, results, error=""):
        poll, votes = self.context, self.request.site.poll_votes
        own = votes.get(poll, self.request.person.id) if self.request.person.id is not None else None
        return self.page(
            poll.title,
            "text",
            space=space_head(self, tab="polls"),
            chip=chip_of(self.request, poll.workflow, poll.state, scope_of(poll)),
            options=[(option, option == own) for option in poll.options],
            vote_url=self.url(poll, "vote") if self.viewer.allowed(VOTE, poll) else "",
            closes=self.clock.day(poll.closes_at.date()),
            results=votes.results(poll) if results else [],
            error=error,
            actions=self._actions(),
        )

    def _actions(self):
        actions = step_actions(self, self.context) + panels(self, "item actions")
        if self.viewer.allowed(Permission.EDIT, self.context):
            actions.insert(0, Action(self.translate(_("Edit")), self.url(self.context, "edit")))
        return actions


class PollsPage(View):
    """The polls of a space."""

    def show(self):
        """List the polls, the newest first."""
        polls = ContentQuery(self.viewer).of("poll").children_of(self.context).newest_first().items()
        may_start = may_add(self.request, self.context, "poll")
        return self.page(
            _("Polls"),
            "list",
            space=space_head(self, tab="polls"),
            polls=[Link(poll.title, self.url(poll)) for poll in polls],
            add_url=self.url(self.context, "add", "poll") if may_start else "",
        )


def includeme(config):
    """Register the pages."""
    page, listing = "moothall_polls:templates/poll.pt", "moothall_polls:templates/polls.pt"
    config.add_view(PollPage, attr="show", context=Poll, request_method="GET", renderer=page)
    config.add_view(PollPage, attr="results", name="results", context=Poll, request_method="GET", renderer=page)
    config.add_view(PollPage, attr="vote", name="vote", context=Poll, request_method="POST", asks=VOTE, renderer=page)
    config.add_view(PollsPage, attr="show", name="polls", context=Space, request_method="GET", renderer=listing)
    config.add_status_messages({"voted": _("Thank you for your vote.")})
