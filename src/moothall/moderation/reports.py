"""Reports of posts by their readers, until the moderators decide on them."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.errors import BadInput, Conflict, Forbidden, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of, site_of
from moothall.core.event_log.log import ActionContext
from moothall.core.workflow.grounds import find_ground, require_ground
from moothall.core.workflow.transition import Transitioned, transition_named
from moothall.discussion.post import Post
from moothall.discussion.states import PUBLISHED
from moothall.moderation.contacts import is_guest
from moothall.moderation.log_events import DISMISSED, REMOVED, REPORT
from moothall.moderation.rules import space_of

MAX_TEXT_LENGTH = 2000
HIDDEN, HIDE, UNHIDE = "hidden", "hide", "unhide"


class Report(NamedTuple):
    """A report: the ID of the rule that the post breaks, what the person wrote, and when."""

    rule: str
    text: str
    at: datetime


class DecidedReport(NamedTuple):
    """A report after the decision: the ID of the logged event, and the ID of the rule that the person chose."""

    event: int
    rule: str


class Reports(Persistent):
    """The open reports: UID of a post → person → :class:`Report`; and the last decided one of each person."""

    #: UID of a post → person → :class:`DecidedReport`; None in stores of earlier versions.
    _decided: LOBTree | None = None

    def __init__(self) -> None:
        self._by_post = LOBTree()

    def of(self, uid: int) -> list[tuple[str, Report]]:
        """Return (person, report) about a post, oldest first."""
        found = self._by_post.get(uid)
        pairs = [(person, Report(*one)) for person, one in found.items()] if found is not None else []
        return sorted(pairs, key=lambda pair: (pair[1].at, pair[0]))

    def posts(self) -> Iterator[tuple[int, datetime]]:
        """Yield (UID of a post, time of its first report)."""
        return ((uid, min(one[2] for one in found.values())) for uid, found in self._by_post.items())

    def by(self, person: str) -> Iterator[tuple[int, Report]]:
        """Yield (UID of a post, report) of one person."""
        return ((uid, Report(*found[person])) for uid, found in self._by_post.items() if person in found)

    def add(self, uid: int, person: str, report: Report) -> None:
        """Store a report; a second one of a person about a post replaces the first."""
        if uid not in self._by_post:
            self._by_post[uid] = OOBTree()
        self._by_post[uid][person] = tuple(report)

    def close(self, uid: int, event) -> None:
        """Turn the open reports about a post into decided ones; the logged ``event`` is the decision."""
        if self._decided is None:
            self._decided = LOBTree()
        decided = self._decided.setdefault(uid, OOBTree())
        for person, report in self.of(uid):
            decided[person] = (event.id, report.rule)
        self._by_post.pop(uid, None)

    def decided(self, uid: int, person: str | None) -> DecidedReport | None:
        """Return the last decided report of a person about a post, or None."""
        found = self._decided.get(uid, {}).get(person) if self._decided is not None else None
        return DecidedReport(*found) if found is not None else None

    def decided_by(self, person: str) -> Iterator[tuple[int, DecidedReport]]:
        """Yield (UID of a post, decided report) of one person."""
        items = self._decided.items() if self._decided is not None else ()
        return ((uid, DecidedReport(*found[person])) for uid, found in items if person in found)

    def forget_item(self, uid: int) -> None:
        """Remove the reports about a post."""
        self._by_post.pop(uid, None)
        if self._decided is not None:
            self._decided.pop(uid, None)

    def forget(self, person: str) -> None:
        """Remove the reports of a person."""
        for decided in self._decided.values() if self._decided is not None else ():
            decided.pop(person, None)
        for uid, _report in list(self.by(person)):
            del self._by_post[uid][person]
            if not self._by_post[uid]:
                del self._by_post[uid]


class Reported(NamedTuple):
    """Announced when someone has reported a post for the first time since the last decision."""

    post: object
    at: datetime
    rule: str


class ReportsDecided(NamedTuple):
    """Announced when the moderators have decided on the reports about a post."""

    post: object
    act: ActionContext
    reporters: tuple[str, ...]
    is_removed: bool


def check_may_report(viewer, post):
    """Raise an error unless the person can report a post: with an account, and not their own.

    People without an account report illegal content, see :mod:`.guests`.
    """
    if viewer.person.id is None:
        raise Unauthorized()
    if post.creator == viewer.person.id:
        raise Forbidden(_("You cannot report your own post. You can delete it instead."))
    if post.own_state != PUBLISHED:
        raise Conflict(_("You can only report published posts."))
    decided = site_of(post).reports.decided(post.uid, viewer.person.id)
    event = site_of(post).event_log.get(decided.event) if decided is not None else None
    if event is not None and post.modified <= event.at:
        raise Conflict(_("The moderators have decided on your report, and the post has not changed since."))


def report(viewer, act, post, rule: str, text: str, threshold: int, notify) -> None:
    """Report a post; the report that reaches the threshold hides it until a moderator decides."""
    check_may_report(viewer, post)
    site, space = site_of(post), space_of(post)
    known = {one.id for one in site.rules.of(space)} if space is not None else set()
    if rule not in known:
        raise BadInput(_("Choose the rule that the post breaks."))
    text = text.strip()
    if len(text) > MAX_TEXT_LENGTH:
        raise BadInput(_("A report can have up to ${n} characters.", mapping={"n": MAX_TEXT_LENGTH}))
    is_new = all(person != act.person for person, _report in site.reports.of(post.uid))
    site.reports.add(post.uid, act.person, Report(rule, text, act.at))
    if is_new:
        notify(Reported(post, act.at, rule))
    # Anyone can send many reports without an account, so only those of people with one hide a post.
    counted = sum(not is_guest(person) for person, _report in site.reports.of(post.uid))
    if threshold and counted >= threshold and not post.is_first and not viewer.counts_as_visitor(post):
        rule = _most_named(site.reports.of(post.uid), post)
        automated = ActionContext(None, act.at, f"{rule.number}. {rule.title}", zone=act.zone).citing(rule.id)
        take_state(require_ground(automated, post), post, HIDE, notify)


def _most_named(reports, post):
    """Return the rule that most of the reports name, of those that still apply."""
    named = Counter(one.rule for _person, one in reports)
    return next(rule for id, _count in named.most_common() if (rule := find_ground(post, id)) is not None)


def decide(act, post, is_removed: bool, notify) -> None:
    """Remove a reported post, or dismiss the reports and show a hidden post again; then notify the reporters.

    A removal needs a reason and a rule.
    """
    site = site_of(post)
    if is_removed:
        act = require_ground(act, post)
    reporters = tuple(person for person, _report in site.reports.of(post.uid))
    if not reporters:
        raise Conflict(_("Someone else has already decided this."))
    after = REMOVED if is_removed else DISMISSED
    site.reports.close(post.uid, site.event_log.append(act, REPORT, post.uid, before=len(reporters), after=after))
    if is_removed and post.own_state == PUBLISHED:
        take_state(act, post, HIDE, notify)
    elif is_removed and post.own_state == HIDDEN:
        # It was hidden automatically: from now on this is the decision of a person.
        post.decided = (act.person, act.at, act.reason)
    elif not is_removed and post.own_state == HIDDEN:
        take_state(act, post, UNHIDE, notify)
    notify(ReportsDecided(post, act, reporters, is_removed))


def close_after_transition(event, notify) -> None:
    """Close the reports about a post that a moderator has removed or shown again from its page."""
    post, act = event.item, event.act
    if not isinstance(post, Post) or act.person is None or HIDDEN not in (event.before, event.after):
        return
    reporters = tuple(person for person, _report in site_of(post).reports.of(post.uid))
    if reporters and event.after in (HIDDEN, PUBLISHED):
        is_removed = event.after == HIDDEN
        after = REMOVED if is_removed else DISMISSED
        decision = site_of(post).event_log.append(act, REPORT, post.uid, before=len(reporters), after=after)
        site_of(post).reports.close(post.uid, decision)
        notify(ReportsDecided(post, act, reporters, is_removed))


def take_state(act, post, name, notify):
    """Perform the transition ``name`` of a post as ``act``, which may be a program."""
    definition = access_data_of(site_of(post)).definition(post.workflow, scope_of(post))
    transition, before = transition_named(definition, name), post.own_state
    post.apply_transition(act.performing(name), None, transition, definition)
    notify(Transitioned(post, act, transition, before, post.own_state))
