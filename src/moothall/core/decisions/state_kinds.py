"""Decisions on items in a state, counted from sets of the catalog.

The state is part of an item's access class.  So a person who can decide on one item of a class can
decide on all of them, and the number of decisions is the size of a few sets: no item has to be
loaded to show it on every page.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from pyramid.registry import Registry

from moothall.core.access.classes import subject_of_class
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.authorization.domain_request import DomainRequest
from moothall.core.base.dates import microseconds
from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.content.editions import BEFORE
from moothall.core.content.items import Item, scope_of
from moothall.core.content.site import Site
from moothall.core.content.types import unavailable_uids
from moothall.core.content.uids import uid_name
from moothall.core.content.versioned import Versioned
from moothall.core.decisions.decidable import DecidableClasses, decision_type_of, remembered
from moothall.core.decisions.kinds import (
    DecisionOption,
    DecisionPreview,
    DecisionType,
    PendingDecision,
    QueueEntry,
)
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.index_maps import uids_by_value, values_by_uid
from moothall.core.workflow import transition as workflow
from moothall.core.workflow.definition import Definition, Transition
from moothall.core.workflow.history import history_of, last_transition
from moothall.core.workflow.tokens import PERSONAL_TOKENS

PUBLISHED_STATE_SUFFIX = _("A newer version is waiting as well. Decide on that one first.")


class StateDecisionType(DecisionType):
    """Decisions on items in ``state`` of one of the ``workflows``; the transition ``accept`` grants the request.

    The transitions ``others`` decline it.  If a site's own definition has none of these transitions, and
    for a type without ``state``, which covers all other waiting states of the workflow, all transitions
    count that lead on and are not for the creator.  ``urgent`` types send an email at once, besides the
    daily one.
    """

    of_states = True

    def __init__(
        self,
        id: str,
        title: str,
        workflows: Sequence[str],
        state: str | None = None,
        accept: str = "",
        others: Sequence[str] = (),
        icon: str = "",
        urgent: bool = False,
    ) -> None:
        self.id, self.title, self.icon = id, title, icon
        #: True to send an email at once, besides the daily one.
        self.urgent = urgent
        self.workflows, self.state = workflows, state
        self.accept, self.others = accept, others

    def workflows_in(self, _registry: Registry) -> Sequence[str]:
        """Return the ids of the kinds of workflows that the type covers."""
        return self.workflows

    def deciding(self, definition: Definition, state: str) -> list[Transition]:
        """Return the transitions out of ``state`` that decide, the one that grants first."""
        named = [
            definition.transitions[name]
            for name in (self.accept, *self.others)
            if name in definition.transitions and state in definition.transitions[name].sources
        ]
        return named or [one for one in definition.transitions_from(state) if _leads_on(one)]

    def entries(self, viewer: AccessContext) -> Iterator[QueueEntry]:
        """Return the entries of this type."""
        return (entry for entry in entries_of(viewer) if entry.kind is self)

    def find(self, viewer: AccessContext, _key: str, uid: int, _rest: str) -> PendingDecision | None:
        """Return the decision on the edition with ``uid``, or None."""
        return find(viewer, uid)

    def scopes(self, site: Site) -> Iterator[int]:
        """Yield the uid of the scope for each access class of this type."""
        access_data = access_data_of(site)
        for value in site.catalog.classes:
            subject = subject_of_class(value)
            definition = access_data.definition(subject.workflow, subject.scope)
            if decision_type_of(site, definition, subject.workflow, subject.state) is self:
                yield subject.scope

    def etag(self, waiting: PendingDecision) -> str:
        """Return the version number, or the time of the last change."""
        return str(
            waiting.edition.version.number if waiting.edition is not None else microseconds(waiting.item.modified)
        )

    def decides_at(self, viewer: AccessContext, item: Item) -> bool:
        """Return True if this person could take a deciding transition in any state of this type."""
        subject = item.subject()
        definition = viewer.access_data.definition(subject.workflow, subject.scope)
        return any(
            viewer.holds(definition.who(step, state), subject)
            for state in definition.states
            if decision_type_of(viewer.site, definition, subject.workflow, state) is self
            for step in self.deciding(definition, state)
        )

    def steps(self, viewer: AccessContext, waiting: PendingDecision) -> list[DecisionOption]:
        """Return the options; none while a newer version of the item is waiting as well."""
        edition, subject, definition = workflow.transition_target(viewer, waiting.item)
        if edition != waiting.edition:
            return []
        allowed = {one.id: one for one in workflow.available(viewer, waiting.item)}
        return [
            _option(allowed[one.id], definition.states[one.target].title, is_first=number == 0)
            for number, one in enumerate(self.deciding(definition, subject.state))
            if one.id in allowed
        ]

    def require(self, viewer: AccessContext, waiting: PendingDecision, step: str) -> DecisionOption:
        """Return the option with the id ``step``; raise the error that explains why there is none."""
        edition, subject, definition = workflow.transition_target(viewer, waiting.item)
        if edition != waiting.edition:
            raise Conflict(PUBLISHED_STATE_SUFFIX)
        if step in {one.id for one in self.deciding(definition, subject.state)}:
            workflow.check(viewer, waiting.item, step)
        return super().require(viewer, waiting, step)

    def missing(self, request: DomainRequest, waiting: PendingDecision) -> list[str]:
        """Return the unmet guards and missing approvals of the deciding transitions."""
        edition, subject, definition = workflow.transition_target(request.viewer, waiting.item)
        translate = request.localizer.translate
        if edition != waiting.edition:
            return [translate(PUBLISHED_STATE_SUFFIX)]
        deciding = {one.id for one in self.deciding(definition, subject.state)}
        found = [
            (one.transition, sentence)
            for one in workflow.blocked_transitions(request.viewer, waiting.item)
            for sentence in one.sentences
            if one.transition.id in deciding
        ]
        said = [
            translate(
                _(
                    "“${step}” is not possible yet: ${why}",
                    mapping={"step": translate(_(transition.title)), "why": translate(sentence)},
                )
            )
            for transition, sentence in found
        ]
        for transition, people, need in workflow.approvals(request.viewer, waiting.item):
            if people and transition.id in deciding:
                names = ", ".join(request.names.name(person) for person in people)
                said.append(
                    translate(
                        _(
                            "“${step}” needs ${need} people to approve. So far: ${people}.",
                            mapping={"step": translate(_(transition.title)), "need": need, "people": names},
                        )
                    )
                )
        return said

    def perform(
        self,
        viewer: AccessContext,
        act: ActionContext,
        waiting: PendingDecision,
        step: str,
        notify: Callable[[Any], Any],
    ) -> bool:
        """Perform the transition; return False if it still needs other people."""
        before = waiting.edition or waiting.item
        return workflow.perform(viewer, act, waiting.item, step, notify) != before.state

    def show(self, request: DomainRequest, waiting: PendingDecision) -> DecisionPreview:
        """Return the title, state and description of the item."""
        item = waiting.item
        return DecisionPreview(
            self.heading(request, waiting),
            item.language or None,
            (item.workflow, item.state, scope_of(item)),
            item.description,
        )


def _option(transition: Transition, after: str, is_first: bool) -> DecisionOption:
    return DecisionOption(
        transition.id, transition.title, transition.needs_reason, is_first, after, transition.restricts
    )


def _leads_on(transition: Transition) -> bool:
    whose = {token.rsplit(":", 1)[-1] for token in transition.who}
    leads_on = transition.permission is None and transition.target not in ("deleted", BEFORE)
    return leads_on and whose.isdisjoint(PERSONAL_TOKENS)


# -- all types together, since an item is in one state only


def count_of(viewer: AccessContext) -> int:
    """Return the number of items in states that wait for ``viewer``."""
    sets, known = uids_by_value(viewer.site.catalog["access_class"]), remembered.of(viewer)
    whole = sum(len(sets.get(value, ())) for value in known.classes) - len(_agreed(viewer, known))
    if unavailable := unavailable_uids(viewer.site):
        whole -= sum(uid in unavailable for value in known.classes for uid in sets.get(value, ()))
    return whole + sum(1 for _pair in _one_by_one(viewer, known))


def entries_of(viewer: AccessContext) -> Iterator[QueueEntry]:
    """Yield the entries of all items in states that wait for ``viewer``."""
    catalog, known = viewer.site.catalog, remembered.of(viewer)
    sets, modified = uids_by_value(catalog["access_class"]), values_by_uid(catalog["modified"])
    agreed = _agreed(viewer, known) | unavailable_uids(viewer.site)
    whole = ((uid, kind) for value, kind in known.classes.items() for uid in sets.get(value, ()) if uid not in agreed)
    for uid, kind in chain(whole, _one_by_one(viewer, known)):
        yield QueueEntry(modified[uid], uid_name(uid), uid, kind)


def _agreed(viewer: AccessContext, known: DecidableClasses) -> set[int]:
    """Return the uids this person has approved and that wait for other people now."""
    class_of = values_by_uid(viewer.site.catalog["access_class"])
    return {
        uid
        for uid in viewer.site.claims.approved_by(viewer.person.id)
        if class_of.get(uid) in known.classes and has_approved(viewer, uid)
    }


def has_approved(viewer: AccessContext, uid: int) -> bool:
    """Return True if this person's approval of the edition with ``uid`` is still valid."""
    item = viewer.site.uids.get(uid)
    if item is None or not viewer.sees(item):
        return False
    edition, _subject, _definition = workflow.transition_target(viewer, item)
    return (edition or item).uid == uid and any(
        viewer.person.id in people for _transition, people, _need in workflow.approvals(viewer, item)
    )


def is_pending(site: Site, uid: int) -> bool:
    """Return True if the edition with ``uid`` is in a state that waits for a decision."""
    value = values_by_uid(site.catalog["access_class"]).get(uid)
    if value is None:
        return False
    subject = subject_of_class(value)
    definition = access_data_of(site).definition(subject.workflow, subject.scope)
    return decision_type_of(site, definition, subject.workflow, subject.state) is not None


def first_step(viewer: AccessContext, uid: int) -> Transition | None:
    """Return the first deciding transition of the edition with ``uid``; None if it is not visible or not waiting."""
    value = values_by_uid(viewer.site.catalog["access_class"]).get(uid)
    if value not in viewer.visible_classes():
        return None
    subject = subject_of_class(value)
    definition = viewer.access_data.definition(subject.workflow, subject.scope)
    kind = decision_type_of(viewer.site, definition, subject.workflow, subject.state)
    return next(iter(kind.deciding(definition, subject.state)), None) if kind is not None else None


def _one_by_one(viewer: AccessContext, known: DecidableClasses) -> Iterator[tuple[int, StateDecisionType]]:
    """Yield (uid, type) of waiting items where every deciding transition has guards, if one of them is possible."""
    sets = uids_by_value(viewer.site.catalog["access_class"])
    for value, kind in known.guarded.items():
        for uid in sets.get(value, ()):
            if _passes(viewer, uid, kind):
                yield uid, kind


def _passes(viewer: AccessContext, uid: int, kind: StateDecisionType) -> bool:
    item = viewer.site.uids.get(uid)
    if item is None:
        return False
    edition, subject, definition = workflow.transition_target(viewer, item)
    if edition is not None and edition.uid != uid:
        # A newer version has to be decided first; its page says so.
        return True
    if has_approved(viewer, uid):
        return False
    deciding = {step.id for step in kind.deciding(definition, subject.state)}
    return any(step.id in deciding for step in workflow.available(viewer, item))


def find(viewer: AccessContext, uid: int) -> PendingDecision | None:
    """Return the decision on the catalog entry with ``uid``, or None."""
    value, known = values_by_uid(viewer.site.catalog["access_class"]).get(uid), remembered.of(viewer)
    kind = known.classes.get(value) or known.guarded.get(value)
    if kind is None or (value in known.guarded and not _passes(viewer, uid, kind)):
        return None
    if uid in _agreed(viewer, known):
        return None
    item, state, edition = viewer.site.uids.get(uid), subject_of_class(value).state, None
    if item is None:
        return None
    if isinstance(item, Versioned):
        edition = next(one for one in item.editions if one.uid == uid)
        step, since = last_transition(edition), item.modified
    else:
        step = next((event for event in reversed(history_of(item)) if event.after == state), None)
        since = item.created
    # The latest request counts; an import may have set the state without a transition.
    asker, at, said = (step.actor, step.at, step.reason) if step else (item.creator, since, "")
    return PendingDecision(uid_name(uid), kind, item, edition, asker, at, said)
