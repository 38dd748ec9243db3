"""A workflow definition, compiled for ``decide``.

Definitions are plain data (see ``discussion/discussion.yaml``), so that they can be stored as content,
versioned, exported and compared.
"""

import copy
from collections.abc import Container, Iterable, Mapping
from typing import Any, NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.access.roles import ADDS, TAKES_PART
from moothall.core.access.subjects import TokenRow
from moothall.core.content.editions import BEFORE
from moothall.core.workflow import guards
from moothall.core.workflow.guards import Guard
from moothall.core.workflow.kinds import kind_of
from moothall.core.workflow.tokens import OF_CREATORS, READERS

#: The row of a permission that no one has.
_NO_ONE = TokenRow()


class State(NamedTuple):
    """A state; ``live``: readers see items in it; ``hidden``: set by the program only, and in no list of states."""

    id: str
    title: str
    colour: str
    live: bool
    hidden: bool
    description: str = ""


class Transition(NamedTuple):
    """A transition, for people who match ``who`` (tokens) or have a ``permission`` in the state it leaves."""

    id: str
    title: str
    sources: tuple[str, ...]
    target: str
    who: TokenRow
    permission: str | None
    needs_reason: bool
    #: Conditions besides the permission.
    guards: tuple[Guard, ...] = ()
    #: Tokens of the people who are notified after it.
    notifies: tuple[str, ...] = ()
    #: True if it restricts the creator of the item: others need a reason and a rule.
    restricts: bool = False


class Definition:
    """A compiled definition, of data that :mod:`.validation` accepts.

    Immutable; shared between requests and threads.  ``under`` is (uid of the definition, number of the
    version) if it is stored, and is logged with each transition.
    """

    def __init__(self, data: Mapping[str, Any], under: tuple[int, int] | None = None) -> None:
        self.data = data
        self.under = under
        self.id = data["id"]
        self.kind = kind_of(data)
        self.title = data["title"]
        self.initial = data["initial"]
        self.states = {
            id: State(
                id,
                state["title"],
                state.get("hue", "draft"),
                bool(state.get("live")),
                bool(state.get("hidden")),
                state.get("description", ""),
            )
            for id, state in data["states"].items()
        }
        self.transitions = {
            id: Transition(
                id,
                one["title"],
                tuple(one["from"]),
                one["to"],
                TokenRow(one.get("who", ()), ADDS if self._publishes(one) else TAKES_PART),
                one.get("permission"),
                bool(one.get("reason")),
                guards.compiled(one.get("guards", ())),
                tuple(one.get("tells", ())),
                bool(one.get("restricts")),
            )
            for id, one in data["transitions"].items()
        }
        self._matrix = {
            (state, permission): TokenRow(tokens, self._creator_needs(state, permission))
            for state, rows in data["matrix"].items()
            for permission, tokens in rows.items()
        }
        #: The names of the permissions that have a role in any state.
        self.permissions = tuple(dict.fromkeys(permission for (_state, permission), row in self._matrix.items() if row))
        self._moved: dict[str, str] = {}
        self._personal = {state: persons(self.row(state, Permission.VIEW)) for state in self.states}

    def _publishes(self, step: Mapping[str, Any]) -> bool:
        """Return True if the transition shows readers something new; ``step`` is its plain data."""
        live = self.states[step["to"]].live if step["to"] in self.states else False
        return live and any(not self.states[source].live for source in step["from"])

    def _creator_needs(self, state: str, permission: str) -> str | None:
        """Return what a creator needs for a permission: viewing needs nothing, deleting what readers see the most."""
        if permission == Permission.VIEW:
            return None
        steps = [
            step
            for step in self.data["transitions"].values()
            if step.get("permission") == permission and state in step["from"]
        ]
        published = state in self.states and self.states[state].live
        # Where items are published when they are added, nothing but adding them is a publication.
        removes = published and not self.states[self.initial].live
        adds = any(self._publishes(step) or (removes and step["to"] == "deleted") for step in steps)
        return ADDS if adds else TAKES_PART

    def row(self, state: str, permission: str) -> TokenRow:
        """Return the tokens that have ``permission`` in ``state``; empty if no one has it."""
        return self._matrix.get((self._moved.get(state, state), permission), _NO_ONE)

    def is_private(self, state: str) -> bool:
        """Return True if only the creator of an item, and people it is shared with, can see it in ``state``."""
        return OF_CREATORS.issuperset(self.row(state, Permission.VIEW))

    def is_read(self, state: str) -> bool:
        """Return True if the readers of the container see items in ``state``."""
        return not READERS.isdisjoint(self.row(state, Permission.VIEW))

    def who(self, transition: Transition, state: str) -> TokenRow:
        """Return the tokens that may perform ``transition`` out of ``state``."""
        return transition.who if transition.permission is None else self.row(state, transition.permission)

    def transitions_from(self, state: str) -> list[Transition]:
        """Return the transitions out of ``state``, in the order of the definition."""
        state = self.now(state)
        return [transition for transition in self.transitions.values() if state in transition.sources]

    def between(self, before: str | None, after: str | None) -> Transition | None:
        """Return the transition from one state to another; None if there is none, or more than one."""
        found = [one for one in self.transitions.values() if before in one.sources and one.target in (after, BEFORE)]
        return found[0] if len(found) == 1 else None

    def now(self, state: str) -> str:
        """Return the effective state of an item: the replacement of a removed state until the item is migrated."""
        return self._moved.get(state, state)

    @property
    def moved(self) -> Mapping[str, str]:
        """Return removed states and their replacements while items are still migrated."""
        return self._moved

    @property
    def publishing(self) -> list[Transition]:
        """Return the transitions that show readers what they did not see before."""
        return [
            one
            for one in self.transitions.values()
            if one.target != BEFORE
            and self.states[one.target].live
            and any(not self.states[source].live for source in one.sources)
        ]

    def personal(self, state: str, published_state: str | None = None, before: str | None = None) -> tuple[str, ...]:
        """Return the people on whom access in this state depends: "creator", "deleter", both in this order, or none.

        ``published_state`` is the state of the published version, ``before`` that of a deleted item before; both have
        to be visible as well.
        """
        own = self._personal.get(self.now(state), ())
        others = [self._personal.get(self.now(other), ()) for other in (published_state, before) if other is not None]
        return tuple(sorted({*own, *(one for other in others for one in other)})) if others else own

    # -- during a rollout, see `moothall.core.operations.activation`

    def reading(self, moved: Mapping[str, str]) -> "Definition":
        """Return this definition for items still in removed states, which ``moved`` maps to states of this one."""
        moved = {old: new for old, new in moved.items() if old not in self.states and new in self.states}
        if not moved:
            return self
        other: Definition = copy.copy(self)
        other._moved = moved
        other.states = _States(self.states, moved)
        return other

    def combined_with(self, coming: "Definition", leaving: Container[str] = ()) -> "Definition":
        """Return this definition with access classes that are fine enough for ``coming`` as well.

        Transitions to those states in ``leaving`` that ``coming`` does not have are omitted, since no one has chosen a
        replacement for items in them.
        """
        other: Definition = copy.copy(self)
        other.transitions = {
            id: one for id, one in self.transitions.items() if one.target not in leaving or one.target in coming.states
        }
        other._personal = {
            state: tuple(sorted({*self.personal(state), *coming.personal(state)})) for state in self.states
        }
        return other


class _States(dict):
    """States by id; a removed state is found as its replacement, and is in no list."""

    def __init__(self, states: Mapping[str, State], moved: Mapping[str, str]) -> None:
        super().__init__(states)
        self._moved = moved

    def __missing__(self, id: str) -> State:
        return self[self._moved[id]]


def persons(tokens: Iterable[str]) -> tuple[str, ...]:
    """Return the people whose identity the tokens of a row need, in the order of an access class."""
    found = set()
    for token in tokens:
        *conditions, word = token.split(":")
        if word in ("creator", "maker") or "own" in conditions:
            found.add("creator")
        elif word == "deleter":
            # Only those who created it themselves see what they deleted.
            found.update(("creator", "deleter"))
    return tuple(sorted(found))
