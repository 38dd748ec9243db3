"""Taking a transition: who may, from where, with which reason."""

from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, Forbidden, MoothallError, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.content.log_events import EDITION_STATE, LIVE_VERSION, STATE
from moothall.core.content.versions import BEFORE, LIVE, WORKING, Versioned
from moothall.core.workflow import guard_checks

#: It stands in histories and mails.
MAX_REASON_LENGTH = 5000


class Transitioned(NamedTuple):
    """Announced after an item has moved: subscribers tell people; they decide nothing."""

    item: object
    act: object
    transition: object
    before: str
    after: str


class Approved(NamedTuple):
    """Announced after somebody has approved a step that waits for more people: ``have`` of ``need`` do so far."""

    item: object
    act: object
    transition: object
    have: int
    need: int


class BlockedTransition(NamedTuple):
    """A step somebody holds the right to take, and the sentences that say what is missing."""

    transition: object
    sentences: tuple


def transition_target(viewer, item):
    """(edition or ``None``, subject, definition) on which ``viewer`` would act; raises :class:`NotFound` if hidden."""
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
    definition = viewer.facts.definition(subject.workflow, subject.scope)
    # What waits to leave a state that is gone counts as being where it will be moved to.
    return edition, subject._replace(state=definition.now(subject.state)), definition


def available(viewer, item):
    """The transitions ``viewer`` may take now, in the table's order."""
    edition, held = _held(viewer, item)
    return [transition for transition in held if not guard_checks.unmet_guards(viewer, item, edition, transition)]


def blocked_transitions(viewer, item):
    """The transitions ``viewer`` could take but for a guard, each with what is missing (:class:`BlockedTransition`)."""
    edition, held = _held(viewer, item)
    found = ((transition, guard_checks.unmet_guards(viewer, item, edition, transition)) for transition in held)
    return [
        BlockedTransition(transition, tuple(sentence for _guard, sentence in missing))
        for transition, missing in found
        if missing
    ]


def can_transition(viewer, item):
    """Whether ``viewer`` holds the right to any step from here, whatever its guards say; cheap enough for lists."""
    return bool(_held(viewer, item)[1])


def approvals(viewer, item):
    """(transition, people who have approved, how many are needed) of steps out of here that need several."""
    edition, subject, definition = transition_target(viewer, item)
    return [
        (transition, guard_checks.approved_by(viewer, item, edition, transition), need)
        for transition in definition.transitions_from(subject.state)
        if (need := guard_checks.approvals_needed(transition)) > 1
    ]


def _held(viewer, item):
    """(edition, the transitions whose right ``viewer`` holds, whatever their guards say)."""
    edition, subject, definition = transition_target(viewer, item)
    if is_masked(viewer, item, subject):
        return edition, []
    return edition, [
        transition
        for transition in definition.transitions_from(subject.state)
        if viewer.holds(definition.who(transition, subject.state), subject)
    ]


def perform(viewer, act, item, name, notify=None):
    """Take the transition ``name``; returns the new state as this person sees it.

    Where several people have to approve, all but the last leave the state as it is.
    Raises :class:`BadInput` for an unknown transition or a missing reason,
    :class:`Unauthorized` for guests, :class:`Conflict` where only the present state
    forbids it, a guard among that, and :class:`Forbidden` where the person may not.
    """
    edition, subject, definition = transition_target(viewer, item)
    transition = transition_named(definition, name)
    _check_may(viewer, item, edition, subject, definition, transition)
    check_reason(act, transition)
    need = guard_checks.approvals_needed(transition)
    have = len(guard_checks.approved_by(viewer, item, edition, transition)) + 1
    if have < need:
        guard_checks.approve(act, item, edition, transition)
        if notify is not None:
            notify(Approved(item, act, transition, have, need))
        return subject.state
    item.apply_transition(act, edition, transition, definition)
    if item.approvals:
        item.approvals = ()
    after = item.state if transition.target == BEFORE else transition.target
    if notify is not None:
        notify(Transitioned(item, act, transition, subject.state, after))
    return after


def check_reason(act, transition):
    """Raise :class:`BadInput` where a reason is needed and missing, or too long."""
    if len(act.reason) > MAX_REASON_LENGTH:
        raise BadInput(_("A reason can have up to ${longest} characters.", mapping={"longest": MAX_REASON_LENGTH}))
    if transition.needs_reason and not act.reason.strip():
        raise BadInput(_("Enter a reason. It is shown to the person concerned."))


def check(viewer, item, name):
    """Raise what :func:`perform` would raise about who and when; a missing reason is not looked at."""
    edition, subject, definition = transition_target(viewer, item)
    _check_may(viewer, item, edition, subject, definition, transition_named(definition, name))


def transition_named(definition, name):
    """The step of that id in a table; raises :class:`BadInput` where there is none."""
    transition = definition.transitions.get(name)
    if transition is None:
        raise BadInput(_("There is no action “${name}” here.", mapping={"name": name[:100]}))
    return transition


def _check_may(viewer, item, edition, subject, definition, transition):
    try:
        _check_who(viewer, item, subject, definition, transition)
        guard_checks.require(viewer, item, edition, transition)
    except MoothallError as error:
        error.step = item, transition.id
        raise


def _check_who(viewer, item, subject, definition, transition):
    if viewer.person.id is None:
        raise Unauthorized()
    here = subject.state in transition.sources
    if here and viewer.holds(definition.who(transition, subject.state), subject):
        if is_masked(viewer, item, subject):
            raise Conflict(_("Nothing can be changed here: the space is archived or paused."))
        return
    # Were the item in another state this step begins in, would this person be the one to take it?
    if any(viewer.holds(definition.who(transition, state), subject) for state in transition.sources):
        raise Conflict(_("This action is not possible in the current state."))
    raise Forbidden(_("You cannot use this action."))


def is_masked(viewer, item, subject):
    """Whether the space around is archived or suspended; a space's own state does not stop its own steps."""
    scope = subject.scope
    record = viewer.facts.record(scope)
    if record.uid == item.uid and record.kind == "space":
        scope = record.parent
    return viewer.facts.inherited(scope)[1]


class HistoryEntry(NamedTuple):
    """A recorded step as one person hears of it; ``step`` is ``None`` where the table names none, or several."""

    fact: object
    state: object
    reason: str
    step: object = None


def history_for(viewer, item):
    """The steps of an item that ``viewer`` hears of, oldest first.

    Readers hear of those that changed what they see; reasons are between those
    who work on it and those who decide.
    """
    _edition, subject, definition = transition_target(viewer, item)
    involved, begun = is_involved(viewer, item), _begun_unseen(viewer, item)
    steps = [fact for fact in history_of(item) if begun is None or fact.key != WORKING or fact.at < begun]
    found = ((fact, _state(viewer, subject.workflow, definition, fact)) for fact in steps)
    return [
        HistoryEntry(
            fact,
            state,
            fact.reason if involved else "",
            _table_of(viewer, subject.workflow, fact).between(fact.before, fact.after),
        )
        for fact, state in found
        if state is not None
        and (involved or (state.live and fact.key in (None, LIVE) and _reads_in(viewer, subject, definition, fact)))
    ]


def _state(viewer, workflow, definition, fact):
    """The state a step led to, by the table it ran under: today's may know it no more, or call it otherwise."""
    return _table_of(viewer, workflow, fact).states.get(fact.after) or definition.states.get(fact.after)


def _table_of(viewer, workflow, fact):
    return viewer.facts.table(*(fact.version or viewer.facts.first(workflow)))


def _reads_in(viewer, subject, definition, fact):
    """Whether ``viewer`` sees the item in the state a step led to; a state that is gone is as it was when it was."""
    known = definition if fact.after in definition.states else _table_of(viewer, subject.workflow, fact)
    return viewer.holds(known.row(fact.after, Permission.VIEW), subject)


def versions_for(viewer, item):
    """The versions of an item that ``viewer`` may read, oldest first: all, or those live where they see it.

    What somebody is still working on is read by those who see it.
    """
    if not isinstance(item, Versioned):
        return []
    versions = list(item.versions.values())
    if is_involved(viewer, item):
        begun = _begun_unseen(viewer, item)
        if begun is None:
            return versions
        live = {number for number, _step in _once_live(item)}
        return [version for version in versions if version.at < begun or version.number in live]
    _edition, subject, definition = transition_target(viewer, item)
    seen = {number for number, step in _once_live(item) if step is None or _reads_in(viewer, subject, definition, step)}
    return [version for version in versions if version.number in seen]


def _begun_unseen(viewer, item):
    """When the edition that somebody works on was begun, where ``viewer`` does not see it; else ``None``."""
    working = item.working if isinstance(item, Versioned) else None
    if working is None or not working.has_live or viewer.decide(working.subject(), Permission.VIEW):
        return None
    begun = [fact.at for fact in history_of(item) if fact.key == WORKING and fact.before is None]
    return begun[-1] if begun else item.created


def _once_live(item):
    """(number of a version, the step into the state in which it was live) for each state in which one was."""
    number = step = since = None
    for fact in site_of(item).facts.about(item.uid, {LIVE_VERSION.id, EDITION_STATE.id}):
        if fact.kind == LIVE_VERSION.id:
            if number is not None:
                yield number, step
            number, since = fact.after, fact.at
        elif fact.key == LIVE and "deleted" not in (fact.before, fact.after):
            # Where it goes live into another state, the version is told of first.
            if number is not None and fact.at != since:
                yield number, step
            step = fact
    if number is not None:
        yield number, step


def is_involved(viewer, item):
    """Whether ``viewer`` made an item, works on it or decides about it."""
    if viewer.person.id is None:
        return False
    return item.creator == viewer.person.id or any(
        viewer.allowed(permission, item) for permission in (Permission.EDIT, Permission.MODERATE, Permission.MANAGE)
    )


def history_of(item):
    """The recorded steps of an item, oldest first."""
    return [
        fact for fact in site_of(item).facts.about(item.uid, {EDITION_STATE.id, STATE.id}) if fact.after is not None
    ]


def last_transition(edition):
    """The fact that put an edition into its state, or ``None`` for one that never moved."""
    steps = [
        fact
        for fact in site_of(edition.item).facts.about(edition.item.uid, {EDITION_STATE.id})
        if fact.after == edition.state
    ]
    return steps[-1] if steps else None
