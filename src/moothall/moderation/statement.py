"""The statement of reasons about a restricted post (Regulation (EU) 2022/2065, article 17, for orientation only)."""

from typing import NamedTuple

from moothall.core.content.items import site_of
from moothall.core.content.log_events import STATE
from moothall.core.event_log.log import LogEvent
from moothall.core.workflow.history import is_involved
from moothall.discussion.states import PENDING
from moothall.moderation.word_rules.holding import is_held
from moothall.moderation.word_rules.log_events import HELD

#: The states of a post that restrict its author.
RESTRICTED = ("hidden", "refused", PENDING)


class Statement(NamedTuple):
    """What was restricted and when, why, and whether a program did it."""

    state: str
    event: LogEvent
    is_automated: bool


def statement_about(viewer, post) -> Statement | None:
    """Return the statement about a post, for its author and the moderators; None if the post is not restricted."""
    if post.own_state not in RESTRICTED or not viewer.sees(post):
        return None
    if not (post.creator == viewer.person.id or is_involved(viewer, post)):
        return None
    if post.own_state == PENDING and not is_held(post):
        return None
    kind = HELD if post.own_state == PENDING else STATE
    events = [one for one in site_of(post).event_log.about(post.uid, {kind.id}) if one.after == post.own_state]
    if not events:
        return None
    return Statement(post.own_state, events[-1], events[-1].actor is None)
