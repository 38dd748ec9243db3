"""A workflow definition: compiled for ``decide``.

The tables are plain data (see ``discussion/discussion.yaml``), so that they can be stored as
content, versioned, exported and compared.
"""

import copy
from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.content.versions import BEFORE
from moothall.core.workflow import guards
from moothall.core.workflow.kinds import kind_of
from moothall.core.workflow.tokens import OF_CREATORS, READERS


class State(NamedTuple):
    """``live``: what readers see; ``hidden``: given by the program itself, and in no list of states."""

    id: str
    title: str
    colour: str
    live: bool
    hidden: bool
    description: str = ""


class Transition(NamedTuple):
    """An arrow of the table: who may take it is either ``who`` (tokens) or a ``permission`` of the state it leaves."""

    id: str
    title: str
    sources: tuple
    target: str
    who: tuple
    permission: str | None
    needs_reason: bool
    #: What it asks for beside the right to take it.
    guards: tuple = ()
    #: Tokens of those who are told when it was taken.
    notifies: tuple = ()


class Definition:
    """A compiled table, of data that :mod:`.validation` finds nothing wrong with.

    Immutable; shared between requests and threads.

    ``under`` is (uid of the definition, number of the version) for one that is stored:
    what a recorded step says it ran under.
    """

    def __init__(self, data, under=None):
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
        self._matrix = {
            (state, permission): tuple(tokens)
            for state, rows in data["matrix"].items()
            for permission, tokens in rows.items()
        }
        self.transitions = {
            id: Transition(
                id,
                one["title"],
                tuple(one["from"]),
                one["to"],
                tuple(one.get("who", ())),
                one.get("permission"),
                bool(one.get("reason")),
                guards.compiled(one.get("guards", ())),
                tuple(one.get("tells", ())),
            )
            for id, one in data["transitions"].items()
        }
        #: The names of the permissions that anyone has in any state.
        self.permissions = tuple(dict.fromkeys(permission for (_state, permission), row in self._matrix.items() if row))
        self._moved = {}
        self._personal = {state: persons(self.row(state, Permission.VIEW)) for state in self.states}

    def row(self, state, permission):
        """The tokens that hold ``permission`` in ``state``; empty where nobody does."""
        return self._matrix.get((self._moved.get(state, state), permission), ())

    def is_private(self, state):
        """Whether what is in ``state`` is seen by nobody but who made it, and those it is shared with."""
        return OF_CREATORS.issuperset(self.row(state, Permission.VIEW))

    def is_read(self, state):
        """Whether readers of the place see what is in ``state``."""
        return not READERS.isdisjoint(self.row(state, Permission.VIEW))

    def who(self, transition, state):
        """The tokens that may take ``transition`` out of ``state``."""
        return transition.who if transition.permission is None else self.row(state, transition.permission)

    def transitions_from(self, state):
        """The transitions that begin in ``state``, in the table's order."""
        state = self.now(state)
        return [transition for transition in self.transitions.values() if state in transition.sources]

    def between(self, before, after):
        """The transition that leads from one state to another; ``None`` where there is none, or more than one."""
        found = [one for one in self.transitions.values() if before in one.sources and one.target in (after, BEFORE)]
        return found[0] if len(found) == 1 else None

    def now(self, state):
        """The state an item counts as being in: another one while it waits to be moved out of a state that is gone."""
        return self._moved.get(state, state)

    @property
    def moved(self):
        """States that are gone → those that took their place, while things are still moved."""
        return self._moved

    @property
    def publishing(self):
        """The transitions that put before readers what they did not see."""
        return [
            one
            for one in self.transitions.values()
            if one.target != BEFORE
            and self.states[one.target].live
            and any(not self.states[source].live for source in one.sources)
        ]

    def personal(self, state, published_state=None):
        """Whose item it is decides who sees it in this state: () or some of "creator" and "deleter", in this order.

        ``published_state``: the state of the live edition behind it, which has to be seen as well.
        """
        own = self._personal.get(self.now(state), ())
        return own if published_state is None else tuple(sorted({*own, *self.personal(published_state)}))

    # -- while another table takes its place, see `moothall.core.operations.activation`

    def reading(self, moved):
        """The same table for items that are still in states it no longer has: ``moved`` maps them to its own."""
        moved = {old: new for old, new in moved.items() if old not in self.states and new in self.states}
        if not moved:
            return self
        other: Definition = copy.copy(self)
        other._moved = moved
        other.states = _States(self.states, moved)
        return other

    def combined_with(self, coming, leaving=()):
        """The same table, where items are classed finely enough for ``coming`` as well.

        No step leads any more to those of the states ``leaving`` that go with it: nobody has said what
        would become of the things there.
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
    """States by id; one that is gone is found as the one it was mapped to, and is in no list."""

    def __init__(self, states, moved):
        super().__init__(states)
        self._moved = moved

    def __missing__(self, id):
        return self[self._moved[id]]


def persons(tokens):
    """Whose identity the tokens of a row ask for, in the order of an access class."""
    found = set()
    for token in tokens:
        *conditions, word = token.split(":")
        if word == "creator" or "own" in conditions:
            found.add("creator")
        elif word == "deleter":
            found.add("deleter")
    return tuple(sorted(found))
