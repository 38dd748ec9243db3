"""Comparing two editions: what comes out can be put together to either of them, and never takes long."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moothall.queue.changes import MOST_STEPS, compare
from moothall.queue.comparing import ADDED, REMOVED, SAME, Budget, TooDifferent, runs

WORDS = st.lists(st.sampled_from("abcde"), max_size=30)
TEXTS = st.lists(
    st.lists(st.sampled_from(["one", "two", "three"]), min_size=1, max_size=6).map(" ".join), max_size=12
).map("\n".join)


def shortest(old, new):
    """How many have to be removed and added at least, found the slow way."""
    row = list(range(len(new) + 1))
    for x, one in enumerate(old, 1):
        above, row = row, [x]
        for y, other in enumerate(new, 1):
            row.append(above[y - 1] if one == other else 1 + min(above[y], row[y - 1]))
    return row[-1]


#: How long it takes to think of examples is an affair of the machine.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patiently
@given(WORDS, WORDS)
def test_both_sides_can_be_put_together_again_and_nothing_changes_needlessly(old, new):
    found = runs(old, new, Budget(MOST_STEPS))
    assert [one for kind, run in found if kind != ADDED for one in run] == old
    assert [one for kind, run in found if kind != REMOVED for one in run] == new
    assert sum(len(run) for kind, run in found if kind != SAME) == shortest(old, new)
    assert [kind for kind, _run in found] == [kind for kind, run in found if run]


@patiently
@given(TEXTS, TEXTS)
def test_nothing_that_changes_is_left_out(before, after):
    paragraphs = list(compare(before, after))
    kept = {ADDED: after.split(), REMOVED: before.split()}
    for kind, whole in kept.items():
        said = [word for pieces in paragraphs for piece in pieces if piece.kind == kind for word in piece.words.split()]
        assert all(said.count(word) <= whole.count(word) for word in set(said))
    changes = any(piece.kind in kept for pieces in paragraphs for piece in pieces)
    assert changes == (before != after)


def test_only_the_words_that_differ_are_marked():
    before = "Begin.\nThe room is small.\na\nb\nc\nd\nEnd."
    after = "Begin.\nThe room is large.\na\nb\nc\nd\nEnd.\nMore."
    assert [[tuple(piece) for piece in pieces] for pieces in compare(before, after)] == [
        [("same", "Begin.")],
        [("same", "The room is"), ("removed", "small."), ("added", "large.")],
        [("same", "a")],
        [("left out", "")],
        [("same", "End.")],
        [("added", "More.")],
    ]


def test_a_text_that_repeats_itself_is_not_compared_for_ever():
    with pytest.raises(TooDifferent):
        runs(["a"] * 5000, ["a", "b"] * 5000, Budget(MOST_STEPS))
    assert [piece.kind for piece in next(iter(compare("a " * 5000, "a b " * 5000)))] == ["removed", "added"]
