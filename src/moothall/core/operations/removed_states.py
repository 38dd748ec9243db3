"""States that are removed when another workflow version takes effect.

Only this module decides which states those are, which states can replace each of them, and for
which a person has to choose the replacement: for those with items that the person sees.  Items that
are hidden from the person get the same default as in a state without items, so that nothing the
person is asked or shown depends on them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from moothall.core.access.classes import subject_of_class
from moothall.core.access.permissions import Permission
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.authorization.overlay import Overlay
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.site import Site
from moothall.core.storage.index_maps import uids_by_value
from moothall.core.workflow.audiences import audience, shows_more
from moothall.core.workflow.definition import Definition, State
from moothall.core.workflow.kinds import WorkflowKind


class RemovedState(NamedTuple):
    """A removed ``state``, the number of visible items in it, and the states of the new definition to replace it."""

    state: State
    count: int  # type: ignore[assignment]  # a field named like a method of tuple
    choices: tuple
    table: Definition
    #: The tokens of the people who see items in the state.
    seen_by: Iterable[str] = ()

    @property
    def asks(self) -> bool:
        """Return True if a person has to choose a replacement."""
        return self.count > 0

    @property
    def instead(self) -> str | None:
        """Return the id of the default replacement, which shows items to the fewest people; None if there is none."""
        kept = [one for one in self.choices if not shows_more(self.seen_by, self.table.row(one.id, Permission.VIEW))]
        return _default(kept or _narrowest(self.seen_by, self.choices, self.table) or self.choices, self.table)

    def check(self, target: str | None) -> None:
        """Raise :class:`BadInput` unless the state with the id ``target`` can replace it.

        For a state without visible items there is a default, unless no state at all can replace it.
        """
        if any(state.id == target for state in self.choices) or (self.choices and not target and not self.asks):
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


def removed_states(
    site: Site, kind: WorkflowKind, tables: Mapping[int | None, Any], viewer: AccessContext | None = None
) -> list[RemovedState]:
    """Return the states that other definitions of a workflow kind would remove, in their current order.

    The items in them are counted as far as ``viewer`` sees them; without one they are not counted.

    ``tables`` maps the uid of a scope, or None for the whole site, to its new definition, as an
    :class:`~moothall.core.authorization.overlay.Overlay` takes it; None inherits.
    """
    seen = _Seen(site, kind, tables)
    found = seen.states()
    counts = seen.counts(found, viewer) if found and viewer is not None else Counter()
    return [one._replace(count=counts[id]) for id, one in found.items()]


def check(states: Iterable[RemovedState], moved: Mapping[str, str]) -> None:
    """Raise :class:`BadInput` unless ``moved`` (old id → new id) has a valid replacement for each removed state."""
    for one in states:
        one.check(moved.get(one.state.id))


def hiding_state(site: Site, workflow: str) -> str | None:
    """Return the state that hides another one, as the items of a workflow say; None if there are no items."""
    classes = uids_by_value(site.catalog["access_class"])
    for value in site.catalog.classes:
        if subject_of_class(value).workflow == workflow:
            for uid in classes[value]:
                item = site.uids.get(uid)
                if item is not None:
                    return item.hiding_state
    return None


class _Seen:
    """The definitions of one workflow kind as they are and as they will be."""

    def __init__(self, site: Site, kind: WorkflowKind, tables: Mapping[int | None, Any]) -> None:
        self._site, self._kind, self._with_editions = site, kind.id, kind.with_editions
        self._scopes = [site.uid if uid is None else uid for uid in tables]
        self._before, self._after = access_data_of(site), Overlay(site, tables={kind.id: tables})
        self._pairs: dict[int, tuple[Definition, ...]] = {}

    def _pair(self, scope: int) -> tuple[Definition, ...]:
        """Return (current, new) definition of a scope; empty if it stays the same."""
        if scope not in self._pairs:
            before, after = (access_data.pointer(self._kind, scope) for access_data in (self._before, self._after))
            self._pairs[scope] = (
                ()
                if before == after
                else (self._before.definition(self._kind, scope), self._after.definition(self._kind, scope))
            )
        return self._pairs[scope]

    def states(self) -> dict[str, RemovedState]:
        """Return the removed states by id, not yet counted."""
        found: dict[str, RemovedState] = {}
        for now, then in filter(None, map(self._pair, self._scopes)):
            for id, state in now.states.items():
                if id in then.states:
                    continue
                choices = tuple(
                    other for other in then.states.values() if _can_follow(self._with_editions, state.live, other)
                )
                if id in found:
                    # One replacement is chosen for all scopes, so it must be possible in each of them.
                    ids = {other.id for other in found[id].choices}
                    choices = tuple(other for other in choices if other.id in ids)
                found[id] = RemovedState(state, 0, choices, then, now.row(id, Permission.VIEW))
        return found

    def counts(self, states: Mapping[str, RemovedState], viewer: AccessContext) -> Counter[str]:
        """Count the items in each removed state that ``viewer`` sees, with those that would be restored to it."""
        counts: Counter[str] = Counter()
        classes = uids_by_value(self._site.catalog["access_class"])
        hides = hiding_state(self._site, self._kind)
        hidden: dict[Any, Definition] = {}
        for value in self._site.catalog.classes:
            subject = subject_of_class(value)
            scope, workflow, state, *_rest = subject
            if workflow != self._kind or not self._pair(scope) or not viewer.decide(subject, Permission.VIEW):
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


def default_replacement(
    with_editions: bool,
    is_live: bool,
    table: Definition,
    preferred: Callable[[str], bool] | None = None,
    seen_by: Iterable[str] | None = None,
) -> str | None:
    """Return the id of the state of ``table`` for items in a lost state, if no person chooses; None if there is none.

    ``is_live`` says whether readers see items in the lost state.  A ``preferred`` state comes before all others.
    ``seen_by`` are the tokens of the people who saw them in it: the state shows them to no one else; if there is
    none, it shows them to the fewest other people, and not to readers.  A published version has no such second choice.
    """
    states = [other for other in table.states.values() if _can_follow(with_editions, is_live, other)]
    if seen_by is not None:
        kept = [other for other in states if not shows_more(seen_by, table.row(other.id, Permission.VIEW))]
        states = kept if kept or (with_editions and is_live) else _narrowest(seen_by, states, table)
    better = [other for other in states if preferred is not None and preferred(other.id)]
    return _default(better or states, table)


def _narrowest(seen_by: Iterable[str], states: Iterable[State], table: Definition) -> list[State]:
    """Return the ``states`` that readers do not see and that show items to the fewest people besides ``seen_by``."""
    before = audience(seen_by)
    added = {
        state: len(audience(table.row(state.id, Permission.VIEW)) - before)
        for state in states
        if state.id != "deleted" and not table.is_read(state.id)
    }
    return [state for state, count in added.items() if count == min(added.values())]


def _default(choices: Iterable[State], table: Definition) -> str | None:
    ids = [state.id for state in choices]
    return table.initial if table.initial in ids else next(iter(ids), None)


def _can_follow(with_editions: bool, is_live: bool, other: State) -> bool:
    """Return True if items in a lost state may be moved to ``other`` without a decision by a person."""
    if other.hidden:
        return False
    # The removal of a state must not show an edition to readers, hide it from them, or delete it.
    return not with_editions or (other.live == is_live and other.id != "deleted")
