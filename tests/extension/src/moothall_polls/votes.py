"""The store of votes, how they are cast, and their part in the export and erasure of personal data."""

from collections import Counter

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.operations.authoring import require_of
from moothall.people.personal_data import PersonalDataProvider
from moothall.people.recipients import notify
from moothall_polls.log_events import VOTE_CAST
from moothall_polls.workflow import VOTE


class VoteStore(Persistent):
    """The option that each person chose, by poll."""

    def __init__(self):
        self._polls = LOBTree()

    def set(self, poll, person, option):
        """Store the vote of a person, in place of an earlier one."""
        self._polls.setdefault(poll.uid, OOBTree())[person] = option

    def get(self, poll, person):
        """Return the option that a person chose, ``None`` without a vote."""
        return self._polls.get(poll.uid, {}).get(person)

    def count(self, poll):
        """Return the number of votes."""
        return len(self._polls.get(poll.uid, ()))

    def results(self, poll):
        """Return (option, number of votes) for each option."""
        counts = Counter(self._polls.get(poll.uid, {}).values())
        return [(option, counts[option]) for option in poll.options]

    def of(self, person):
        """Yield (uid of the poll, option) for each vote of a person."""
        return [(uid, votes[person]) for uid, votes in self._polls.items() if person in votes]

    def forget_poll(self, poll):
        """Delete the votes of a poll."""
        self._polls.pop(poll.uid, None)

    def forget_person(self, person):
        """Delete the votes of a person; return the uids of the polls."""
        uids = [uid for uid, _option in self.of(person)]
        for uid in uids:
            del self._polls[uid][person]
        return uids


def vote(viewer, act, poll, option):
    """Vote as a person who has the permission; raise BadInput for an option that the poll does not have."""
    require_of(viewer, VOTE, poll)
    if option not in poll.options:
        raise BadInput(_("The poll has no such option."))
    site = site_of(poll)
    if site.poll_votes.get(poll, act.person) is None:
        site.event_log.append(act, VOTE_CAST, poll.uid)
        notify("poll vote", [poll.creator], poll, act)
    site.poll_votes.set(poll, act.person, option)
    site.reindex(poll)


def _export(look):
    for uid, option in look.site.poll_votes.of(look.account.id):
        yield {"poll": look.place(look.site.uids.get(uid)), "option": option}


def _erase(act, site, store, person):
    for uid in site.poll_votes.forget_person(person):
        poll = site.uids.get(uid)
        if poll is not None:
            site.reindex(poll)


def _forget(site, item):
    site.poll_votes.forget_poll(item)


def includeme(config):
    """Register the store, and the votes as personal data."""
    config.add_site_store("poll_votes", VoteStore, forget=_forget)
    config.add_personal_data(PersonalDataProvider("poll-votes", _export, erase=_erase))
