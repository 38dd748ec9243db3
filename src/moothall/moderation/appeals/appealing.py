"""Appeal against a decision, talk about the appeal, and decide on it."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of, site_of
from moothall.core.event_log.log import ActionContext
from moothall.core.workflow.grounds import require_ground
from moothall.core.workflow.transition import Transitioned
from moothall.discussion.post import Post
from moothall.discussion.states import PENDING, PUBLISHED
from moothall.moderation.appeals.log_events import APPEAL
from moothall.moderation.appeals.store import MAX_MESSAGES, MAX_TEXT_LENGTH, Appeal, AppealMessage, Outcome
from moothall.moderation.log_events import DISMISSED, REPORT
from moothall.moderation.reports import HIDE, take_state
from moothall.moderation.sanctions.sanctioning import lift_silence, withdraw_warning
from moothall.moderation.statements.deadline import appeal_end
from moothall.moderation.statements.statement import SILENCED, WARNED, in_force, statement_of, statements_for
from moothall.space.bans import lift_ban
from moothall.space.content import Space

#: Kinds of emails: the decision, and a message of the moderators.
DECIDED, ASKED = "appeal decided", "appeal message"


class Appealed(NamedTuple):
    """Announced when someone has appealed."""

    item: Any
    at: datetime


class AppealDecided(NamedTuple):
    """Announced when an appeal was decided."""

    item: Any
    at: datetime
    is_granted: bool


def appealable(viewer, item):
    """Return the logged event of the decision that the person can appeal against, or has; None if there is none.

    It is the restriction in force of what they wrote, or of their part in a space, or else the dismissal of their
    report.
    """
    for statement in reversed(list(statements_for(item, viewer))):
        if statement.concerns(viewer):
            return statement.event
    if isinstance(item, Post) and viewer.sees(item):
        return dismissal_of(item, viewer.person.id)
    return None


def dismissal_of(post, person: str | None):
    """Return the logged decision by which the report of a person about a post was dismissed, or None."""
    site = site_of(post)
    decided = site.reports.decided(post.uid, person)
    event = site.event_log.get(decided.event) if decided is not None else None
    return event if event is not None and event.after == DISMISSED else None


def is_report(event) -> bool:
    """Return True if the event dismissed reports, against which reporters appeal."""
    return event.kind == REPORT.id and event.after == DISMISSED


def check_can_appeal(viewer, item, event, person: str | None = None) -> None:
    """Raise :class:`Conflict` if it is too late, if the person has appealed, or if no one has decided yet."""
    if site_of(item).appeals.of(event.id, person or viewer.person.id) is not None:
        raise Conflict(_("You have already appealed against this decision."))
    if viewer.now > appeal_end(event):
        raise Conflict(_("The time for an appeal has ended."))
    if is_report(event):
        if item.own_state != PUBLISHED:
            raise Conflict(_("The post has been removed meanwhile."))
        return
    statement = statement_of(item, event)
    if statement.restriction == PENDING:
        raise Conflict(_("A moderator has not decided yet. You will be notified of the decision."))
    if not in_force(statement, viewer.now):
        raise Conflict(_("The restriction has ended."))


def lodge(viewer, act, item, event, text: str, notify) -> Appeal:
    """Appeal against the decision of a logged event; raise :class:`Conflict` or :class:`BadInput` if not possible."""
    check_can_appeal(viewer, item, event, act.person)
    site = site_of(item)
    appeal = site.appeals.add(event, act.person, is_report(event), _checked(text), act.at)
    _log(act, appeal, item, "lodged")
    notify(Appealed(item, act.at))
    return appeal


def say(act, site, appeal: Appeal, text: str, by_moderators: bool) -> None:
    """Add a message to the dialogue about a waiting appeal, and notify the person of one by the moderators."""
    if appeal.outcome is not None:
        raise Conflict(_("This appeal has been decided."))
    if len(appeal.messages) >= MAX_MESSAGES:
        raise Conflict(_("There can be up to ${n} messages about an appeal.", mapping={"n": MAX_MESSAGES}))
    appeal.say(AppealMessage(by_moderators, act.person, act.at, _checked(text)))
    if by_moderators:
        site.outbox.put(ASKED, appeal.person, appeal.about, act.at, appeal=appeal.id)


def decide(act, item, appeal: Appeal, is_granted: bool, notify) -> None:
    """Decide on an appeal: grant it, which reverses the decision, or keep the decision; a reason is needed."""
    if not act.reason.strip():
        raise BadInput(_("Enter a reason. It is shown to the person concerned."))
    site = site_of(item)
    if appeal.outcome is not None:
        raise Conflict(_("Someone else has already decided this."))
    event = site.event_log.get(appeal.event)
    if event.actor is not None and event.actor == act.person:
        raise Forbidden(_("You took the decision, so someone else decides on the appeal."))
    if is_granted and appeal.by_reporter:
        act = require_ground(act, item)
    site.appeals.decide(appeal, Outcome(act.person, act.at, is_granted, act.reason))
    _log(act, appeal, item, "granted" if is_granted else "kept")
    notify(AppealDecided(item, act.at, is_granted))
    is_told = False
    if is_granted and appeal.by_reporter:
        take_state(act, item, HIDE, notify)
    elif is_granted:
        is_told = _reverse(act, statement_of(item, event), notify)
    if not is_told:
        site.outbox.put(DECIDED, appeal.person, item.uid, act.at, appeal=appeal.id)


def end_without_restriction(act, item) -> None:
    """End the waiting appeals about what is no longer restricted."""
    site = site_of(item)
    for appeal in site.appeals.about(item.uid):
        if appeal.outcome is None and not appeal.by_reporter:
            statement = statement_of(item, site.event_log.get(appeal.event))
            if not in_force(statement, act.at):
                site.appeals.decide(appeal, Outcome(None, act.at, True, ""))


def follow_confirmation(post, event) -> None:
    """Redirect waiting appeals against an automated decision to that of the person who confirmed it."""
    site = site_of(post)
    for appeal in site.appeals.about(post.uid):
        if appeal.outcome is None and not appeal.by_reporter and appeal.event != event.id:
            site.appeals.redirect(appeal, event)


def _reverse(act, statement, notify) -> bool:
    """Undo a restriction that is in force; return True if the person is notified of that."""
    item = statement.item
    if not in_force(statement, act.at):
        return False
    if isinstance(item, Space):
        notify(_lift(act, statement))
        return True
    definition = access_data_of(site_of(item)).definition(item.workflow, scope_of(item))
    before = item.own_state
    target = PUBLISHED if isinstance(item, Post) else definition.initial
    transition = next((one for one in definition.transitions_from(before) if one.target == target), None)
    if transition is None:
        item.replace_state(act, None, before, target, definition.under)
        return False
    item.apply_transition(act.performing(transition.id), None, transition, definition)
    notify(Transitioned(item, act, transition, before, target))
    return isinstance(item, Post)


def _lift(act, statement):
    space, person = statement.item, statement.person
    if statement.restriction == WARNED:
        return withdraw_warning(act, space, statement.event)
    return lift_silence(act, space, person) if statement.restriction == SILENCED else lift_ban(act, space, person)


def _log(act: ActionContext, appeal: Appeal, item, after: str) -> None:
    # No one learns from the log who reported a post.
    hidden = replace(act, person=None) if appeal.by_reporter and act.person == appeal.person else act
    site_of(item).event_log.append(hidden, APPEAL, item.uid, key=None, before=None, after=after)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadInput(_("Fill in: ${title}", mapping={"title": _("Your reasons")}))
    if len(text) > MAX_TEXT_LENGTH:
        raise BadInput(_("An appeal can have up to ${n} characters.", mapping={"n": MAX_TEXT_LENGTH}))
    return text
