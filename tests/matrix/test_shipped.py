"""The shipped tables say what the design says: neither changes without the other."""

import pytest

from moothall.core.workflow.definition import Definition
from tests.matrix import design
from tests.workflow_kinds import shipped

#: Words of the design → tokens of the shipped tables.
TOKENS = {
    "C": "creator",
    "C adding": "creator",
    "F": "facilitator",
    "M": "moderator",
    "O": "owner",
    "A own": "own:author",
    "shared author": "coauthor",
    "site moderator": "site_moderator",
}


def tokens(words, viewing=False):
    """The tokens that mean ``words``; a facilitator holds author, so "A own" covers "F own"."""
    made = {"c": "creator"} if viewing else {"c": "maker"}
    return {(TOKENS | made).get(word, word) for word in words if word != "F own" or "A own" not in words}


def moderated(row, curated):
    """The tokens of a transition whose cells differ by the policy."""
    if curated or row.pre == row.post:
        return tokens(row.pre)
    both = tokens(row.pre) & tokens(row.post)
    return both | {f"pre:{one}" for one in tokens(row.pre) - both} | {f"post:{one}" for one in tokens(row.post) - both}


CASES = {
    "content": (design.CONTENT_ROWS, design.CONTENT_TRANSITIONS),
    "curated": (design.CONTENT_ROWS, design.CONTENT_TRANSITIONS),
    "discussion": (design.DISCUSSION_ROWS, design.DISCUSSION_TRANSITIONS),
    "post": (design.POST_ROWS, design.POST_TRANSITIONS),
    "space": (design.SPACE_ROWS, design.SPACE_TRANSITIONS),
}


@pytest.fixture(params=CASES)
def case(request):
    return (Definition(shipped(request.param)), *CASES[request.param])


def test_the_states_are_those_of_the_design(case):
    definition, rows, _transitions = case
    assert set(definition.states) == {state for state, _permission in rows}


def test_the_rows_are_those_of_the_design(case):
    definition, rows, _transitions = case
    shipped = {key: set(definition.row(*key)) for key in rows}
    assert shipped == {key: tokens(words, key[1] == "view") for key, words in rows.items()}


def test_the_transitions_are_those_of_the_design(case):
    definition, _rows, transitions = case
    expected, found = {}, {}
    for row in transitions:
        for state in row.sources:
            target = "before" if row.target.startswith("the_previous") else row.target
            expected[row.name, state] = (target, row.reason, moderated(row, definition.id == "curated"))
    for one in definition.transitions.values():
        for state in one.sources:
            found[one.id, state] = (one.target, one.needs_reason, set(definition.who(one, state)))
    assert found == expected


@pytest.mark.parametrize("name", ["content", "curated"])
def test_deleting_is_the_same_as_taking_the_step(name):
    definition = Definition(shipped(name))
    expected = {
        state: moderated(row, name == "curated")
        for row in design.CONTENT_TRANSITIONS
        if row.name == "delete"
        for state in row.sources
    }
    found = {state: set(definition.row(state, "delete")) for state in definition.states if state != "deleted"}
    assert found == expected
