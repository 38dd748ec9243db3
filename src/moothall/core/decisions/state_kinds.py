"""Decisions that are states of items: counted from sets of the catalog.

The state is part of an item's access class.  So whoever may decide about one item
of a class may decide about all of them, and the number of decisions is the size of
a few sets: nothing has to be woken to show it on every page.
"""

import threading
from itertools import chain

from moothall.core.access.classes import subject_of_class
from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.dates import microseconds
from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.content.uids import uid_name
from moothall.core.content.versions import BEFORE, Versioned
from moothall.core.decisions.kinds import (
    KINDS,
    DecisionOption,
    DecisionPreview,
    DecisionType,
    PendingDecision,
    QueueEntry,
)
from moothall.core.storage.index_maps import uids_by_value, values_by_uid
from moothall.core.workflow import transition as workflow
from moothall.core.workflow.tokens import PERSONAL_TOKENS

PUBLISHED_STATE_SUFFIX = _("A newer version is waiting as well. Decide on that one first.")

#: (workflow, state) → kind.
BY_STATE = {}


class StateDecisionType(DecisionType):
    """Items in ``state`` of one of the ``workflows`` wait; ``accept`` is the step that grants what was asked.

    ``others`` refuse it.  Where a site's own table has none of these steps, and in every other waiting state of the
    workflow of a kind without a ``state``, all steps count that lead on and are not for the creator.  What is
    ``urgent`` is told by mail at once, beside the mail that comes once a day.
    """

    def __init__(self, id, title, workflows, state=None, accept="", others=(), icon="", urgent=False):
        self.id, self.title, self.icon, self.urgent = id, title, icon, urgent
        self.workflows, self.state = workflows, state
        self.accept, self.others = accept, others

    def register(self, registry):
        KINDS[self.id] = self
        for name in self.workflows:
            BY_STATE[name, self.state] = self

    def deciding(self, definition, state):
        """The transitions out of ``state`` that decide, the one that grants first."""
        named = [
            definition.transitions[name]
            for name in (self.accept, *self.others)
            if name in definition.transitions and state in definition.transitions[name].sources
        ]
        return named or [one for one in definition.transitions_from(state) if _leads_on(one)]

    def entries(self, viewer):
        return (entry for entry in entries_of(viewer) if entry.kind is self)

    def find(self, viewer, key, uid, rest):
        return find(viewer, uid)

    def scopes(self, site):
        facts = access_data_of(site)
        for value in site.catalog.classes:
            subject = subject_of_class(value)
            definition = facts.definition(subject.workflow, subject.scope)
            if subject.state in definition.states and kind_of(definition, subject.workflow, subject.state) is self:
                yield subject.scope

    def etag(self, waiting):
        return str(
            waiting.edition.version.number if waiting.edition is not None else microseconds(waiting.item.modified)
        )

    def decides_at(self, viewer, item):
        subject = item.subject()
        definition = viewer.facts.definition(subject.workflow, subject.scope)
        return any(
            viewer.holds(definition.who(step, state), subject)
            for state in definition.states
            if kind_of(definition, subject.workflow, state) is self
            for step in self.deciding(definition, state)
        )

    def steps(self, viewer, waiting):
        """None while a newer version of the item waits as well."""
        edition, subject, definition = workflow.transition_target(viewer, waiting.item)
        if edition != waiting.edition:
            return []
        allowed = {one.id for one in workflow.available(viewer, waiting.item)}
        return [
            DecisionOption(one.id, one.title, one.needs_reason, number == 0, definition.states[one.target].title)
            for number, one in enumerate(self.deciding(definition, subject.state))
            if one.id in allowed
        ]

    def require(self, viewer, waiting, step):
        edition, subject, definition = workflow.transition_target(viewer, waiting.item)
        if edition != waiting.edition:
            raise Conflict(PUBLISHED_STATE_SUFFIX)
        if step in {one.id for one in self.deciding(definition, subject.state)}:
            workflow.check(viewer, waiting.item, step)
        return super().require(viewer, waiting, step)

    def missing(self, request, waiting):
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

    def take(self, viewer, act, waiting, step, notify):
        before = waiting.edition or waiting.item
        return workflow.perform(viewer, act, waiting.item, step, notify) != before.state

    def show(self, request, waiting):
        item = waiting.item
        return DecisionPreview(
            self.heading(request, waiting),
            item.language or None,
            (item.workflow, item.state, scope_of(item)),
            item.description,
        )


def _leads_on(transition):
    whose = {token.rsplit(":", 1)[-1] for token in transition.who}
    leads_on = transition.permission is None and transition.target not in ("deleted", BEFORE)
    return leads_on and whose.isdisjoint(PERSONAL_TOKENS)


def kind_of(definition, workflow_id, state):
    """The kind of decision that items in a state of this table wait for, or ``None``."""
    found = BY_STATE.get((workflow_id, state))
    if found is None and definition.states[state].colour == "waiting":
        found = BY_STATE.get((workflow_id, None))
    return found if found is not None and found.deciding(definition, state) else None


# -- all of them together: an item is in one state, whichever kind that is


def count_of(viewer):
    """How many items wait in states for ``viewer``."""
    sets, known = uids_by_value(viewer.site.catalog["access_class"]), _known.of(viewer)
    whole = sum(len(sets.get(value, ())) for value in known.classes) - len(_agreed(viewer, known))
    return whole + sum(1 for _pair in _one_by_one(viewer, known))


def entries_of(viewer):
    """The entries of everything that waits in a state."""
    catalog, known = viewer.site.catalog, _known.of(viewer)
    sets, modified = uids_by_value(catalog["access_class"]), values_by_uid(catalog["modified"])
    agreed = _agreed(viewer, known)
    whole = ((uid, kind) for value, kind in known.classes.items() for uid in sets.get(value, ()) if uid not in agreed)
    for uid, kind in chain(whole, _one_by_one(viewer, known)):
        yield QueueEntry(modified[uid], uid_name(uid), uid, kind)


def _agreed(viewer, known):
    """The uids of what this person has approved, and what waits for others to do so too: not for them any more."""
    class_of = values_by_uid(viewer.site.catalog["access_class"])
    return {
        uid
        for uid in viewer.site.desk.approved_by(viewer.person.id)
        if class_of.get(uid) in known.classes and has_approved(viewer, uid)
    }


def has_approved(viewer, uid):
    """Whether this person's approval of the edition with ``uid`` still holds."""
    item = viewer.site.uids.get(uid)
    if item is None or not viewer.sees(item):
        return False
    edition, _subject, _definition = workflow.transition_target(viewer, item)
    return (edition or item).uid == uid and any(
        viewer.person.id in people for _transition, people, _need in workflow.approvals(viewer, item)
    )


def is_pending(site, uid):
    """Whether the edition with ``uid`` is in a state in which it waits for somebody."""
    value = values_by_uid(site.catalog["access_class"]).get(uid)
    if value is None:
        return False
    subject = subject_of_class(value)
    definition = access_data_of(site).definition(subject.workflow, subject.scope)
    return subject.state in definition.states and kind_of(definition, subject.workflow, subject.state) is not None


def first_step(viewer, uid):
    """The step by which the edition with ``uid`` is decided about; ``None`` where ``viewer`` sees none that waits."""
    value = values_by_uid(viewer.site.catalog["access_class"]).get(uid)
    if value not in viewer.visible_classes():
        return None
    subject = subject_of_class(value)
    definition = viewer.facts.definition(subject.workflow, subject.scope)
    kind = kind_of(definition, subject.workflow, subject.state) if subject.state in definition.states else None
    return next(iter(kind.deciding(definition, subject.state)), None) if kind is not None else None


def _one_by_one(viewer, known):
    """(uid, kind) of what waits where every way to decide asks for more than the right to, and that is met."""
    sets = uids_by_value(viewer.site.catalog["access_class"])
    for value, kind in known.guarded.items():
        for uid in sets.get(value, ()):
            if _passes(viewer, uid, kind):
                yield uid, kind


def _passes(viewer, uid, kind):
    item = viewer.site.uids.get(uid)
    edition, subject, definition = workflow.transition_target(viewer, item)
    if edition is not None and edition.uid != uid:
        # It waits behind a newer version, which says what is missing.
        return True
    if has_approved(viewer, uid):
        return False
    deciding = {step.id for step in kind.deciding(definition, subject.state)}
    return any(step.id in deciding for step in workflow.available(viewer, item))


def find(viewer, uid):
    """The :class:`PendingDecision` about the entry of the catalog with ``uid``, or ``None``."""
    value, known = values_by_uid(viewer.site.catalog["access_class"]).get(uid), _known.of(viewer)
    kind = known.classes.get(value) or known.guarded.get(value)
    if kind is None or (value in known.guarded and not _passes(viewer, uid, kind)):
        return None
    if uid in _agreed(viewer, known):
        return None
    item, state, edition = viewer.site.uids.get(uid), subject_of_class(value).state, None
    if isinstance(item, Versioned):
        edition = next(one for one in item.editions if one.uid == uid)
        step, since = workflow.last_transition(edition), item.modified
    else:
        step = next((fact for fact in reversed(workflow.history_of(item)) if fact.after == state), None)
        since = item.created
    # What was asked for last; an import may have put it there without a step.
    asker, at, said = (step.actor, step.at, step.reason) if step else (item.creator, since, "")
    return PendingDecision(uid_name(uid), kind, item, edition, asker, at, said)


def memoized(viewer, question, work_out):
    """``work_out()``, once for as long as the facts of access stay as they are for this person."""
    answers = _known.of(viewer).answers
    found = answers.get(question)
    if found is None:
        found = answers[question] = work_out()
    return found


class _Known:
    """What one person may decide about, for as long as the facts of access stay as they are.

    ``classes`` are those of which everything waits for them: {class: kind}.  In
    those that are ``guarded`` each item has to be asked.
    """

    def __init__(self, viewer, visible):
        self.visible = visible
        self.classes, self.guarded = {}, {}
        #: What other kinds have worked out: see :func:`memoized`.
        self.answers = {}
        for value in visible:
            kind, free = _weighed(viewer, value)
            if kind is not None:
                (self.classes if free else self.guarded)[value] = kind


def decided(viewer, value):
    """The kind of what ``viewer`` has the right to decide about the things of an access class, or ``None``."""
    return _weighed(viewer, value)[0]


def _weighed(viewer, value):
    """(kind, whether there is a way to decide that asks for nothing but the right to)."""
    subject = subject_of_class(value)
    definition = viewer.facts.definition(subject.workflow, subject.scope)
    kind = kind_of(definition, subject.workflow, subject.state) if subject.state in definition.states else None
    if kind is None:
        return None, False
    # A space's own state does not stop its own steps; what is around it does.
    around = viewer.facts.record(subject.scope).parent if subject.workflow == "space" else subject.scope
    if viewer.facts.inherited(around)[1]:
        return None, False
    steps = [
        step
        for step in kind.deciding(definition, subject.state)
        if viewer.holds(definition.who(step, subject.state), subject)
    ]
    return (kind if steps else None), not all(step.guards for step in steps)


class _Memory:
    """Keeps what people may decide about; whoever sees something else than before is asked anew.

    The viewer makes another set of visible classes at each change of access, of
    the classes in use and at each end date: the very set is what is compared.
    """

    LIMIT = 4096

    def __init__(self):
        self._lock = threading.Lock()
        self._people = {}

    def of(self, viewer):
        visible = viewer.visible_classes()
        known = self._people.get(viewer.person)
        if known is None or known.visible is not visible:
            known = _Known(viewer, visible)
            with self._lock:
                if len(self._people) >= self.LIMIT:
                    self._people.clear()
                self._people[viewer.person] = known
        return known


_known = _Memory()
