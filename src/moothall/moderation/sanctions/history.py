"""What moderators should know about the author of what they decide on: the person's history in that space."""

from moothall.core.base.i18n import _
from moothall.core.search.query import ContentQuery
from moothall.discussion.content import Discussion
from moothall.discussion.post import Post
from moothall.moderation.rules import space_of
from moothall.moderation.sanctions.sanctioning import silence_event, warnings_in

COUNTED = (
    ("published", _("Published posts here")),
    ("hidden", _("Removed posts here")),
    ("refused", _("Rejected posts here")),
)


def _facts(request, waiting):
    item = waiting.item
    space = space_of(item)
    if not isinstance(item, Post | Discussion) or space is None or item.creator is None:
        return
    translate, clock, person = request.localizer.translate, request.clock, item.creator
    yield translate(_("Author")), request.names.name(person)
    for state, title in COUNTED:
        count = ContentQuery(request.viewer).of("post").by(person).in_states(state).within(space).count()
        yield translate(title), str(count)
    for event in warnings_in(space, person):
        yield translate(_("Warning")), f"{clock.day(event.at)}: {event.reason}"
    last = silence_event(space, person)
    if last is not None:
        yield translate(_("Last silence")), f"{clock.day(last.at)}: {last.reason}"
    ban = space.record.bans.get(person)
    if ban is not None:
        yield translate(_("Last ban")), f"{clock.day(ban.since)}: {ban.reason}"


def includeme(config):
    config.add_decision_facts("history of the author", _facts)
