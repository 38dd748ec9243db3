"""The logged event of a vote: who voted, not for what."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ALWAYS, EventKind

VOTE_CAST = EventKind("poll vote", in_space=ALWAYS)


def _vote_cast(formatter, entry):
    return _("${actor} voted in ${item}.", mapping=formatter.common(entry))


def includeme(config):
    """Register the kind."""
    config.add_event_kind(VOTE_CAST, _("Votes in polls"), _vote_cast)
