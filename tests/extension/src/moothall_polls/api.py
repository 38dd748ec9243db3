"""Polls in the HTTP API: fields of a poll, and the service ``@votes``."""

from moothall.core.content.items import site_of
from moothall.web.api.service import Service, text_of
from moothall_polls.content import Poll
from moothall_polls.votes import vote
from moothall_polls.workflow import VOTE


def poll_fields(show, poll):
    """Return what the API shows of a poll besides its fields."""
    return {"votes": site_of(poll).poll_votes.count(poll), "closes": poll.closes_at.isoformat()}


class VotesService(Service):
    """``@votes``: the results, and the vote of the person who asks."""

    def get(self):
        """Return the number of votes for each option."""
        votes = self.request.site.poll_votes
        me = self.request.person.id
        return {
            "@id": self.url("@votes"),
            "results": [{"option": option, "votes": count} for option, count in votes.results(self.context)],
            "own": votes.get(self.context, me) if me is not None else None,
        }

    def post(self):
        """Vote for the ``option`` in the body."""
        option = text_of(self.body(), "option", longest=200, required=True)
        vote(self.viewer, self.request.act(), self.context, option)
        return self.get()


def includeme(config):
    """Register the service."""
    config.add_service(VotesService, "@votes", context=Poll, expand=True)
    config.add_service(VotesService, "@votes", attr="post", context=Poll, method="POST", asks=VOTE)
