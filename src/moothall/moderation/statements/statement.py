"""Find the statement of reasons about what is restricted: a post, a discussion, or the part of a person in a space."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from moothall.core.access.log_events import BAN, SILENCE
from moothall.core.access.permissions import Permission
from moothall.core.content.items import site_of
from moothall.core.content.log_events import STATE
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.core.event_log.log import LogEvent
from moothall.discussion.post import Post
from moothall.discussion.states import PENDING
from moothall.moderation.log_events import REMOVED, REPORT
from moothall.moderation.sanctions.log_events import WARNING
from moothall.moderation.sanctions.sanctioning import warnings_in
from moothall.moderation.word_rules.holding import is_held
from moothall.moderation.word_rules.log_events import HELD
from moothall.space.content import Space

#: States of posts that restrict the author, which events of earlier versions did not mark with a ground.
RESTRICTED = ("hidden", "refused")
#: The ID of the rule of the site that stands for the law.
LAW = "law"
BANNED, SILENCED, WARNED = "ban", "silence", "warning"
#: Kind of an event about the part of a person in a space → the restriction.
SANCTIONS = {BAN.id: BANNED, SILENCE.id: SILENCED, WARNING.id: WARNED}


class Statement(NamedTuple):
    """A restriction of ``person``, which the logged ``event`` made, on ``item``.

    ``restriction`` is the state of a post or a discussion, or ``ban``, ``silence`` or ``warning``.
    """

    item: Any
    restriction: str
    person: str | None
    event: LogEvent

    @property
    def id(self) -> str:
        """Return the ID for addresses."""
        return uid_name(self.event.id)

    @property
    def until(self) -> datetime | None:
        """Return the end of the restriction; None if it has none."""
        return self.event.until

    @property
    def is_automated(self) -> bool:
        """Return True if a program decided."""
        return self.event.actor is None

    @property
    def is_of_word_rule(self) -> bool:
        """Return True if a word or link rule holds the post."""
        return self.event.kind == HELD.id

    @property
    def is_legal(self) -> bool:
        """Return True if the ground is the law, not a rule of the space or the site."""
        return self.event.rule == LAW

    def concerns(self, viewer) -> bool:
        """Return True if it restricts the person of ``viewer``."""
        return self.person is not None and self.person == viewer.person.id

    def is_read_by(self, viewer) -> bool:
        """Return True for the person it restricts, and for those who decide about such restrictions."""
        return self.concerns(viewer) or decides_on(viewer, self.item)


def decides_on(viewer, item) -> bool:
    """Return True if the person decides about restrictions on a post or discussion, or in a space."""
    return viewer.sees(item) and viewer.allowed(Permission.MODERATE, item)


def statement_on(item) -> Statement | None:
    """Return the statement about the restriction of a post or a discussion that is in force, or None."""
    last = None
    for event in site_of(item).event_log.about(item.uid, {STATE.id, HELD.id, REPORT.id}):
        if event.kind == STATE.id:
            last = event if _restricts(event, item) else None
        elif event.kind == HELD.id or (event.after == REMOVED and last is not None and last.actor is None):
            # A person has confirmed what was done automatically, and decided it thereby.
            last = event
    if last is None or (last.kind == HELD.id and not is_held(item)):
        return None
    return statement_of(item, last)


def sanctions_of(space, person: str | None, now: datetime) -> list[Statement]:
    """Return the statements about what restricts a person in a space, oldest first."""
    if person is None:
        return []
    events = warnings_in(space, person)
    for kind, kept in ((BAN, space.record.bans), (SILENCE, space.record.silences)):
        one = kept.get(person)
        if one is not None and one.holds(now):
            events += _last(space, kind, person)
    return [statement_of(space, event) for event in sorted(events, key=lambda event: event.at)]


def _last(space, kind, person):
    events = [one for one in site_of(space).event_log.about(space.uid, {kind.id}) if one.key == person and one.after]
    return events[-1:]


def statements_for(item, viewer) -> Iterator[Statement]:
    """Yield the statements on an item that the person reads: in spaces only their own."""
    if isinstance(item, Space):
        yield from sanctions_of(item, viewer.person.id, viewer.now)
    elif viewer.sees(item):
        found = statement_on(item)
        if found is not None and found.is_read_by(viewer):
            yield found


def statement_of(item, event: LogEvent) -> Statement:
    """Return the statement about a restriction that an event made, whether it is still in force or not."""
    if event.kind in SANCTIONS:
        return Statement(item, SANCTIONS[event.kind], event.key, event)
    restriction = {HELD.id: PENDING, REPORT.id: "hidden"}.get(event.kind, event.after)
    return Statement(item, restriction, item.creator, event)


def statement_named(site, name: str) -> Statement | None:
    """Return the statement with an ID, or None; its item still exists."""
    id = uid_from_name(name)
    event = site.event_log.get(id) if id is not None else None
    item = site.uids.get(event.subject) if event is not None else None
    if item is None or not _made_restriction(event, item):
        return None
    return statement_of(item, event)


def in_force(statement: Statement, now: datetime) -> bool:
    """Return True if the restriction still applies."""
    if isinstance(statement.item, Space):
        return any(one.event.id == statement.event.id for one in sanctions_of(statement.item, statement.person, now))
    current = statement_on(statement.item)
    return current is not None and current.event.id == statement.event.id


def _made_restriction(event, item) -> bool:
    if event.kind in SANCTIONS:
        return bool(event.after)
    if event.kind == REPORT.id:
        return event.after == REMOVED and isinstance(item, Post)
    return event.kind == HELD.id or (event.kind == STATE.id and _restricts(event, item))


def _restricts(event, item) -> bool:
    if event.actor is not None and event.actor == item.creator:
        return False
    return event.ground is not None or (isinstance(item, Post) and event.after in RESTRICTED)
