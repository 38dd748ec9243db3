"""Polls as items of a space."""

from datetime import timedelta

from moothall.core.base.settings import settings_of
from moothall.core.content.items import Item, site_of
from moothall.core.content.log_events import STATE
from moothall.core.storage.databases import registry_of
from moothall.document.content import Folder
from moothall.space.content import Space
from moothall_polls.settings import PollSettings


class PollFolder(Folder):
    """A folder for what is written about polls."""

    type_id = "poll folder"


class Poll(Item):
    """A question with options; the votes are kept in the store of the site."""

    type_id = "poll"
    workflow = "poll"
    held_in = (Space,)
    own_state = "open"
    options = ()
    closes_at = None

    @property
    def state(self):
        """The state of the workflow."""
        return self.own_state

    def on_added(self, act):
        """Set the date on which the poll closes."""
        days = settings_of(registry_of(site_of(self)), PollSettings).polls_days
        self.closes_at = act.at + timedelta(days=days)

    def state_at(self, past):
        """Return the state at an earlier time."""
        return past.value(self.uid, "state", now=self.own_state)

    def apply_transition(self, act, edition, transition, definition):
        """Change the state."""
        self._set_state(act, transition.target, definition.under)

    def migrate_state(self, act, moved, under):
        """Leave a state that its workflow no longer has."""
        before = self.own_state
        if before not in moved:
            return []
        self._set_state(act, moved[before], under)
        return [(None, before, self.own_state)]

    def undo_migration(self, act, changed, under):
        """Return to the state before :meth:`migrate_state`."""
        for _key, before, after in changed:
            if self.own_state == after:
                self._set_state(act, before, under)

    def _set_state(self, act, state, under):
        site = site_of(self)
        site.event_log.append(act, STATE, self.uid, before=self.own_state, after=state, version=under)
        self.own_state = state
        site.reindex(self)

    def searchable_text(self):
        """Return the options, by which the poll is found too."""
        return "\n".join(self.options)

    def search_terms(self):
        """Return the value of the facet."""
        return (("turnout", "some" if site_of(self).poll_votes.count(self) else "none"),)
