"""A workflow definition: checked, and compiled for ``decide``.

The tables are plain data (see ``shipped/*.yaml``), so that they can be stored as
content, versioned, exported and compared.
"""

from importlib import resources
from typing import NamedTuple

import yaml

from moothall.core import roles as R
from moothall.core.errors import BadInput
from moothall.core.i18n import _
from moothall.core.permissions import Permission
from moothall.core.workflow import guards

SHIPPED = ("site", "space", "content", "curated", "discussion", "post")

#: Words a row may hold beside role names; :func:`moothall.core.access.decide.tokens_hold` explains them.
ITEM_TOKENS = frozenset({"readers", "creators", "creator", "deleter", "shared", "coauthor", R.GUEST, R.PERSON})
ROLE_TOKENS = frozenset(R.SPACE_ROLES) | frozenset(R.SITE_ROLES)
#: Tokens whose answer depends on the person an item belongs to.
PERSONAL_TOKENS = ("deleter", "creator")
BEFORE = "before"


class State(NamedTuple):
    id: str
    title: str
    hue: str
    live: bool
    hidden: bool


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
    tells: tuple = ()


class Definition:
    """A compiled table.  Immutable; shared between requests and threads."""

    def __init__(self, data):
        check(data)
        self.data = data
        self.id = data["id"]
        self.title = data["title"]
        self.initial = data["initial"]
        self.states = {
            id: State(id, state["title"], state.get("hue", "draft"), bool(state.get("live")), bool(state.get("hidden")))
            for id, state in data["states"].items()}
        self._matrix = {
            (state, permission): tuple(tokens)
            for state, rows in data["matrix"].items() for permission, tokens in rows.items()}
        self.transitions = {
            id: Transition(id, one["title"], tuple(one["from"]), one["to"], tuple(one.get("who", ())),
                           one.get("permission"), bool(one.get("reason")), guards.compiled(one.get("guards", ())),
                           tuple(one.get("tells", ())))
            for id, one in data["transitions"].items()}
        self._personal = {state: self._whose(state) for state in self.states}

    def row(self, state, permission):
        """The tokens that hold ``permission`` in ``state``; empty where nobody does."""
        return self._matrix.get((state, permission), ())

    def who(self, transition, state):
        """The tokens that may take ``transition`` out of ``state``."""
        return transition.who if transition.permission is None else self.row(state, transition.permission)

    def leaving(self, state):
        """The transitions that begin in ``state``, in the table's order."""
        return [transition for transition in self.transitions.values() if state in transition.sources]

    def personal(self, state):
        """Whose item it is decides who sees it in this state: "creator", "deleter" or ``None``."""
        return self._personal[state]

    def _whose(self, state):
        tokens = self.row(state, Permission.VIEW)
        return next((token for token in PERSONAL_TOKENS if token in tokens), None)


def check(data):
    """Raise :class:`BadInput` with a sentence at the first thing that makes ``data`` no workflow."""
    if not isinstance(data, dict) or not {"id", "title", "initial", "states", "matrix", "transitions"} <= data.keys():
        raise BadInput(_("This is not a workflow definition."))
    states = data["states"]
    if data["initial"] not in states:
        raise BadInput(_("The workflow has no initial state."))
    for state, rows in data["matrix"].items():
        if state not in states:
            raise BadInput(_("The table has a row for “${state}”, which is no state.", mapping={"state": state}))
        for permission, tokens in rows.items():
            if permission not in list(Permission):
                raise BadInput(_("There is no permission “${name}”.", mapping={"name": permission}))
            _check_tokens(tokens)
    for id, transition in data["transitions"].items():
        for state in (*transition["from"], transition["to"]):
            if state not in states and state != BEFORE:
                raise BadInput(_("“${name}” leads to or from “${state}”, which is no state.",
                                 mapping={"name": id, "state": state}))
        _check_tokens(transition.get("who", ()))
        _check_tokens(transition.get("tells", ()))
        guards.compiled(transition.get("guards", ()))


def _check_tokens(tokens):
    for token in tokens:
        word = token.rsplit(":", 1)[-1]
        if word not in ITEM_TOKENS and word not in ROLE_TOKENS:
            raise BadInput(_("There is no role “${name}”.", mapping={"name": token}))


def shipped(id):
    """The data of a definition that comes with Moothall."""
    text = resources.files(__package__).joinpath("shipped", f"{id}.yaml").read_text("utf-8")
    return yaml.safe_load(text)
