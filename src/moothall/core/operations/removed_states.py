"""States that go when another table takes effect: what is in them has to get into others.

Here alone it is decided which states those are, what can take the place of each, and
about which of them somebody has to be asked: about those in which there is something.
"""

from collections import Counter
from typing import NamedTuple

from moothall.core.access.classes import subject_of_class
from moothall.core.authorization.access_context import access_data_of
from moothall.core.authorization.overlay import Overlay
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.storage.index_maps import uids_by_value
from moothall.core.workflow.definition import Definition, State


class RemovedState(NamedTuple):
    """A ``state`` that goes, how many things are in it, and the states that can take its place in ``table``."""

    state: State
    count: int
    choices: tuple
    table: Definition

    @property
    def asks(self):
        """Whether somebody has to say what becomes of the things in it."""
        return self.count > 0

    @property
    def instead(self):
        """The id of the state that takes its place where nobody was asked; ``None`` where there is none."""
        ids = [state.id for state in self.choices]
        return self.table.initial if self.table.initial in ids else next(iter(ids), None)

    def check(self, target):
        """Raise :class:`BadInput` unless the state of the id ``target`` can take its place.

        Where there is nothing in it, nothing need.
        """
        if any(state.id == target for state in self.choices) or not (target or self.asks):
            return
        wanted = self.table.states.get(target)
        if wanted is None or wanted.hidden:
            raise BadInput(
                _(
                    "“${state}” will be removed: choose what happens to its items.",
                    mapping={"state": _(self.state.title)},
                )
            )
        raise BadInput(
            _(
                "“${state}” cannot be replaced by “${target}”: readers see one and not the other.",
                mapping={"state": _(self.state.title), "target": _(wanted.title)},
            )
        )


def removed_states(site, kind, tables):
    """Return the states that go (:class:`RemovedState`) when other tables of a kind hold, in the order of today's.

    ``kind``: a :class:`.WorkflowKind`.
    ``tables``: uid of a scope, or ``None`` for the whole site → what will hold there, as an
    :class:`~moothall.core.authorization.overlay.Overlay` takes it; ``None`` where what is around will.
    """
    seen = _Seen(site, kind, tables)
    found = seen.states()
    counts = seen.counts(found) if found else {}
    return [one._replace(count=counts[id]) for id, one in found.items()]


def check(states, moved):
    """Raise :class:`BadInput` unless ``moved`` (old id → new) says enough, and nothing wrong, of states that go."""
    for one in states:
        one.check(moved.get(one.state.id))


def hiding_state(site, workflow):
    """Return the state that hides another one, as the items of a workflow say; ``None`` where there are none."""
    classes = uids_by_value(site.catalog["access_class"])
    for value in site.catalog.classes:
        if subject_of_class(value).workflow == workflow:
            for uid in classes[value]:
                item = site.uids.get(uid)
                if item is not None:
                    return item.hiding_state
    return None


class _Seen:
    """The tables of one kind as they are and as they will be."""

    def __init__(self, site, kind, tables):
        self._site, self._kind, self._with_editions = site, kind.id, kind.with_editions
        self._scopes = [site.uid if uid is None else uid for uid in tables]
        self._before, self._after = access_data_of(site), Overlay(site, tables={kind.id: tables})
        self._pairs = {}

    def _pair(self, scope):
        """(table now, table then) of a scope; nothing where it stays under the same one."""
        if scope not in self._pairs:
            before, after = (facts.pointer(self._kind, scope) for facts in (self._before, self._after))
            self._pairs[scope] = (
                ()
                if before == after
                else (self._before.definition(self._kind, scope), self._after.definition(self._kind, scope))
            )
        return self._pairs[scope]

    def states(self):
        """Id → what goes somewhere, not counted yet."""
        found = {}
        for now, then in filter(None, map(self._pair, self._scopes)):
            for id, state in now.states.items():
                if id in then.states:
                    continue
                choices = tuple(
                    other for other in then.states.values() if _can_follow(self._with_editions, state, other)
                )
                if id in found:
                    # What is said of it holds for all of them.
                    ids = {other.id for other in found[id].choices}
                    choices = tuple(other for other in choices if other.id in ids)
                found[id] = RemovedState(state, 0, choices, then)
        return found

    def counts(self, states):
        """Id → how many things are in the state, those included that would come back into it."""
        counts, classes = Counter(), uids_by_value(self._site.catalog["access_class"])
        hides, hidden = hiding_state(self._site, self._kind), {}
        for value in self._site.catalog.classes:
            scope, workflow, state, *_rest = subject_of_class(value)
            if workflow != self._kind or not self._pair(scope):
                continue
            then = self._pair(scope)[1]
            if state in states and state not in then.states:
                counts[state] += len(classes[value])
            elif state == hides:
                hidden |= {self._site.uids.get(uid): then for uid in classes[value]}
        hidden.pop(None, None)
        for item, then in hidden.items():
            counts.update(id for id in item.own_states if id in states and id not in then.states)
        return counts


def _can_follow(with_editions, state, other):
    """Whether things that are in ``state`` may find themselves in ``other``."""
    if other.hidden:
        return False
    # Readers neither lose nor gain sight of an edition because a state goes, and nothing is deleted by it.
    return not with_editions or (other.live == state.live and other.id != "deleted")
