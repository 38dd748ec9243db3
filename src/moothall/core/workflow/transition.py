"""Perform transitions, and return those that are available or blocked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.access.subjects import Subject
from moothall.core.base.errors import BadInput, Conflict, Forbidden, MoothallError, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.draft_conflicts import fields_changed_meanwhile
from moothall.core.content.editions import BEFORE, Edition
from moothall.core.content.items import Item, site_of
from moothall.core.content.log_events import EDITION_STATE, STATE
from moothall.core.content.site import Viewer
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext
from moothall.core.workflow import guard_checks
from moothall.core.workflow.definition import Definition, Transition
from moothall.core.workflow.grounds import (
    NO_REASON,
    for_person,
    lifts_own_restriction,
    require_ground,
    with_cited_ground,
)

#: Maximum number of characters; reasons are shown in histories and emails.
MAX_REASON_LENGTH = 5000
#: Time within which the same transition by the same person counts as a request that was sent twice.
REPEATED_WITHIN = timedelta(minutes=1)


class Transitioned(NamedTuple):
    """Event sent after an item has changed its state; subscribers notify people."""

    item: Item
    act: ActionContext
    transition: Transition
    before: str
    after: str


class Approved(NamedTuple):
    """Event sent after an approval of a transition that needs ``need`` people, of whom ``have`` have approved."""

    item: Item
    act: ActionContext
    transition: Transition
    have: int
    need: int


class DraftConflict(Conflict):
    """The published version changed after the draft was begun, and publishing the draft would undo that change."""

    heading = _("Changed meanwhile")
    default = _(
        "The published version was changed after this draft was begun, and the draft does not contain that change. "
        "Open the draft and publish it there: both versions are shown side by side."
    )


class BlockedTransition(NamedTuple):
    """A transition that a person may perform, and the messages of its unmet guards."""

    transition: Transition
    sentences: tuple[str, ...]


def transition_target(viewer: Viewer, item: Item) -> tuple[Edition | None, Subject, Definition]:
    """Return (edition or ``None``, subject, definition) for ``viewer``; raise :class:`NotFound` for hidden items."""
    edition = None
    if isinstance(item, Versioned):
        edition = viewer.shown(item)
        if edition is None:
            raise NotFound()
        subject = edition.subject()
    else:
        subject = item.subject()
        if not viewer.sees(item):
            raise NotFound()
    definition = viewer.access_data.definition(subject.workflow, subject.scope)
    # An item in a removed state counts as being in the state it will be moved to.
    return edition, subject._replace(state=definition.now(subject.state)), definition


def available(viewer: Viewer, item: Item) -> list[Transition]:
    """Return the transitions ``viewer`` can perform now, in the order of the definition."""
    edition, held = _held(viewer, item)
    return [transition for transition in held if not guard_checks.unmet_guards(viewer, item, edition, transition)]


def blocked_transitions(viewer: Viewer, item: Item) -> list[BlockedTransition]:
    """Return the transitions ``viewer`` could perform except for unmet guards."""
    edition, held = _held(viewer, item)
    found = ((transition, guard_checks.unmet_guards(viewer, item, edition, transition)) for transition in held)
    return [
        BlockedTransition(transition, tuple(sentence for _guard, sentence in missing))
        for transition, missing in found
        if missing
    ]


def can_transition(viewer: Viewer, item: Item) -> bool:
    """Return True if ``viewer`` may perform any transition from here, guards ignored; it is cheap enough for lists."""
    return bool(_held(viewer, item)[1])


def approvals(viewer: Viewer, item: Item) -> list[tuple[Transition, tuple[str, ...], int]]:
    """Return (transition, people who have approved, number needed) for transitions that need several people."""
    edition, subject, definition = transition_target(viewer, item)
    return [
        (transition, guard_checks.approved_by(viewer, item, edition, transition), need)
        for transition in definition.transitions_from(subject.state)
        if (need := guard_checks.approvals_needed(transition)) > 1
    ]


def _held(viewer: Viewer, item: Item) -> tuple[Edition | None, list[Transition]]:
    """Return (edition, transitions that ``viewer`` may perform, guards ignored)."""
    edition, subject, definition = transition_target(viewer, item)
    if is_masked(viewer, item, subject):
        return edition, []
    return edition, [
        for_person(viewer, item, transition)
        for transition in definition.transitions_from(subject.state)
        if matches(viewer, definition, transition, subject)
        and not _masked_around(viewer, definition, transition, subject)
        and item.obstacle(transition) is None
        and not lifts_own_restriction(viewer, item, definition, transition)
    ]


def matches(viewer: Viewer, definition: Definition, transition: Transition, subject: Subject) -> bool:
    """Return True if ``viewer`` may perform a transition out of the state of ``subject``, guards and masks ignored.

    A deleted item is restored by those who could still delete it, or who moderate items in its state before.
    """
    if not viewer.holds(definition.who(transition, subject.state), subject):
        return False
    if transition.target != BEFORE or subject.before is None:
        return True
    return any(
        viewer.holds(definition.row(subject.before, permission), subject)
        for permission in (Permission.DELETE, Permission.MODERATE)
    )


def _masked_around(viewer: Viewer, definition: Definition, transition: Transition, subject: Subject) -> bool:
    """Return True if the container removes the permission that a transition needs, as a closed discussion does.

    To restore an item its author needs the permission to delete it, and a moderator that to moderate it.
    """
    if transition.target != BEFORE or subject.before is None:
        return transition.permission in subject.masked
    return Permission.DELETE in subject.masked and not viewer.holds(
        definition.row(subject.before, Permission.MODERATE), subject
    )


def perform(
    viewer: Viewer,
    act: ActionContext,
    item: Item,
    name: str,
    notify: Callable[[Any], Any] | None = None,
    replaces: int | None = None,
) -> str:
    """Perform the transition ``name``; return the new state as this person sees it.

    ``replaces`` is the number of the published version that a draft may replace although it changed after the draft
    was begun; otherwise :class:`DraftConflict` is raised.

    If several people have to approve, the state stays the same until the last of them.  Raise
    :class:`BadInput` for an unknown transition or a missing reason, :class:`Unauthorized` for visitors,
    :class:`Conflict` if only the current state or a guard prevents it, and :class:`Forbidden` if the person
    may not perform it.  If a person repeats their last transition, as with a double click, return its result and
    do nothing.
    """
    edition, subject, definition = transition_target(viewer, item)
    transition = transition_named(definition, name)
    if is_repeated(viewer, item, name):
        return subject.state
    _check_may(viewer, item, edition, subject, definition, transition)
    act = check_reason(act, item, for_person(viewer, item, transition))
    if edition is not None and _would_undo(edition, transition, definition) and replaces != edition.item.live_number:
        raise DraftConflict()
    need = guard_checks.approvals_needed(transition)
    have = len(guard_checks.approved_by(viewer, item, edition, transition)) + 1
    if have < need:
        guard_checks.approve(act, item, edition, transition)
        if notify is not None:
            notify(Approved(item, act, transition, have, need))
        return subject.state
    item.apply_transition(act.performing(transition.id), edition, transition, definition)
    if item.approvals:
        item.approvals = ()
    after = item.state if transition.target == BEFORE else transition.target
    if notify is not None:
        notify(Transitioned(item, act, transition, subject.state, after))
    return after


def _would_undo(edition: Edition, transition: Transition, definition: Definition) -> bool:
    """Return True if a transition publishes a draft without changes that were published after it was begun."""
    target = definition.states.get(transition.target)
    return edition.has_live and target is not None and target.live and bool(fields_changed_meanwhile(edition.item))


def check_reason(act: ActionContext, item: Item, transition: Transition) -> ActionContext:
    """Return ``act`` with the rule that it cites, for a transition as it is for the person.

    Raise :class:`BadInput` if a required reason or rule is missing, or if the reason is too long.
    """
    if len(act.reason) > MAX_REASON_LENGTH:
        raise BadInput(_("A reason can have up to ${longest} characters.", mapping={"longest": MAX_REASON_LENGTH}))
    if transition.needs_reason and not act.reason.strip():
        raise BadInput(NO_REASON)
    return require_ground(act, item) if transition.restricts else with_cited_ground(act, item)


def check(viewer: Viewer, item: Item, name: str) -> None:
    """Raise the errors of :func:`perform` that depend on person and state; the reason is not checked."""
    if is_repeated(viewer, item, name):
        return
    edition, subject, definition = transition_target(viewer, item)
    _check_may(viewer, item, edition, subject, definition, transition_named(definition, name))


def is_repeated(viewer: Viewer, item: Item, name: str) -> bool:
    """Return True if ``viewer`` repeats the transition that they performed last, and that led to the present state.

    Only within :data:`REPEATED_WITHIN`, since later it is no double click but another request.
    """
    if viewer.person.id is None:
        return False
    _edition, subject, definition = transition_target(viewer, item)
    transition = definition.transitions.get(name)
    if transition is None or subject.state in transition.sources:
        return False
    lately = viewer.now - REPEATED_WITHIN
    steps = list(site_of(item).event_log.about(item.uid, {EDITION_STATE.id, STATE.id}, since=lately))
    # Publishing logs one event for the version and one for the state it had before.
    last = [event for event in steps if event.at == steps[-1].at and event.actor == viewer.person.id]
    return any(event.before in transition.sources for event in last) and (
        transition.target == BEFORE or subject.state == transition.target
    )


def transition_named(definition: Definition, name: str) -> Transition:
    """Return the transition with that id; raise :class:`BadInput` if there is none."""
    transition = definition.transitions.get(name)
    if transition is None:
        raise BadInput(_("There is no action “${name}” here.", mapping={"name": name[:100]}))
    return transition


def _check_may(
    viewer: Viewer,
    item: Item,
    edition: Edition | None,
    subject: Subject,
    definition: Definition,
    transition: Transition,
) -> None:
    try:
        _check_who(viewer, item, subject, definition, transition)
        guard_checks.require(viewer, item, edition, transition)
    except MoothallError as error:
        error.step = item, transition.id
        raise


def _check_who(viewer: Viewer, item: Item, subject: Subject, definition: Definition, transition: Transition) -> None:
    if viewer.person.id is None:
        raise Unauthorized()
    here = subject.state in transition.sources
    if here and matches(viewer, definition, transition, subject):
        if is_masked(viewer, item, subject):
            raise Conflict(_("Nothing can be changed here: the space is archived or paused."))
        if _masked_around(viewer, definition, transition, subject):
            raise Conflict(_("This action is not possible in the current state."))
        obstacle = item.obstacle(transition)
        if obstacle is not None:
            raise Conflict(obstacle)
        if lifts_own_restriction(viewer, item, definition, transition):
            raise Forbidden(_("Someone else has to decide about what you wrote yourself. You can appeal."))
        return
    # The error says whether the person could perform the transition in another state.
    if not (here and _lacks_part(viewer, definition, transition, subject)) and any(
        viewer.holds(definition.who(transition, state), subject) for state in transition.sources
    ):
        raise Conflict(_("This action is not possible in the current state."))
    raise Forbidden(_("You cannot use this action."))


def _lacks_part(viewer: Viewer, definition: Definition, transition: Transition, subject: Subject) -> bool:
    """Return True if the person could perform the transition as a participant who had deleted the item."""
    row = definition.who(transition, subject.state)
    roles = viewer.access_data.roles(viewer.person, subject.scope, viewer.now)
    return viewer.holds(row, subject, roles | R.WHOLE_PART)


def is_masked(viewer: Viewer, item: Item, subject: Subject) -> bool:
    """Return True if an enclosing space is archived or suspended; a space's own state does not count for itself."""
    scope = subject.scope
    record = viewer.access_data.record(scope)
    if record is not None and record.uid == item.uid and record.kind == "space" and record.parent is not None:
        scope = record.parent
    return viewer.access_data.inherited(scope)[1]
