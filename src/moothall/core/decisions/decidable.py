"""Which items one person can decide on, by access class, and a cache of that."""

import threading
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from moothall.core.access.classes import subject_of_class
from moothall.core.access.person import Person
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.registry import registered
from moothall.core.content.site import Site
from moothall.core.decisions.kinds import CATEGORY
from moothall.core.storage.databases import registry_of
from moothall.core.workflow.definition import Definition

if TYPE_CHECKING:
    from moothall.core.decisions.state_kinds import StateDecisionType

T = TypeVar("T")


def types_by_state(site: Site) -> Mapping[tuple[str, str | None], "StateDecisionType"]:
    """Return the decision types by (workflow, state); the state is None for all other waiting states."""
    registry = registry_of(site)
    found = getattr(registry, "moothall_decision_types_by_state", None)
    if found is None:
        found = registry.moothall_decision_types_by_state = {
            (workflow, kind.state): kind
            for kind in registered(registry, CATEGORY).values()
            if kind.of_states
            for workflow in kind.workflows_in(registry)
        }
    return found


def decision_type_of(site: Site, definition: Definition, workflow_id: str, state: str) -> "StateDecisionType | None":
    """Return the decision type of items in a state of this definition, or None."""
    if state not in definition.states:
        return None
    types = types_by_state(site)
    found = types.get((workflow_id, state))
    if found is None and definition.states[state].colour == "waiting":
        found = types.get((workflow_id, None))
    return found if found is not None and found.deciding(definition, state) else None


def memoized(viewer: AccessContext, question: Hashable, work_out: Callable[[], T]) -> T:
    """Return ``work_out()``, cached until the access data changes for this person."""
    answers = remembered.of(viewer).answers
    found = answers.get(question)
    if found is None:
        found = answers[question] = work_out()
    return found


class DecidableClasses:
    """The decisions one person can make, valid until the access data changes for them.

    In ``classes`` every item waits for them: {access class: type}.  In the classes that are
    ``guarded``, each item has to be checked.
    """

    def __init__(self, viewer: AccessContext, visible: frozenset[str]) -> None:
        self.visible = visible
        self.classes: dict[str, StateDecisionType] = {}
        self.guarded: dict[str, StateDecisionType] = {}
        #: Results of other decision types: see :func:`memoized`.
        self.answers: dict[Hashable, Any] = {}
        for value in visible:
            kind, free = decisions_of_class(viewer, value)
            if kind is not None:
                (self.classes if free else self.guarded)[value] = kind


def decided(viewer: AccessContext, value: str) -> "StateDecisionType | None":
    """Return the type of the decisions ``viewer`` can make on the items of an access class, or None."""
    return decisions_of_class(viewer, value)[0]


def decisions_of_class(viewer: AccessContext, value: str) -> tuple["StateDecisionType | None", bool]:
    """Return (type, True if a deciding transition has no guards)."""
    subject = subject_of_class(value)
    definition = viewer.access_data.definition(subject.workflow, subject.scope)
    kind = decision_type_of(viewer.site, definition, subject.workflow, subject.state)
    if kind is None:
        return None, False
    # A space's own state does not prevent its own transitions; the states of enclosing spaces do.
    record: Any = viewer.access_data.record(subject.scope)
    around = record.parent if subject.workflow == "space" else subject.scope
    if viewer.access_data.inherited(around)[1]:
        return None, False
    steps = [
        step
        for step in kind.deciding(definition, subject.state)
        if viewer.holds(definition.who(step, subject.state), subject)
    ]
    return (kind if steps else None), not all(step.guards for step in steps)


class DecisionMemory:
    """Caches the decisions of people until their visible access classes change.

    An access context returns another set of visible classes after each change of access, of the classes
    in use and at each end date, so the identity of the set is compared.
    """

    LIMIT = 4096

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._people: dict[Person, DecidableClasses] = {}

    def of(self, viewer: AccessContext) -> DecidableClasses:
        """Return the decisions of a person, computed if necessary."""
        visible = viewer.visible_classes()
        known = self._people.get(viewer.person)
        if known is None or known.visible is not visible:
            known = DecidableClasses(viewer, visible)
            with self._lock:
                if len(self._people) >= self.LIMIT:
                    self._people.clear()
                self._people[viewer.person] = known
        return known


remembered = DecisionMemory()
