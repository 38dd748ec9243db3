"""Comparing two sequences: what comes out can be put together to either of them, and never takes long."""

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moothall.core.richtext.comparison import ADDED, REMOVED, SAME, TIME_LIMIT, deadline_in, runs
from moothall.core.richtext.differences import compare_text

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "", "e\x85e"]), max_size=30)
#: Seconds that are enough for short lists on a busy machine.
PATIENT = 60


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
    found = runs(old, new, deadline_in(PATIENT))
    assert [one for kind, run in found if kind != ADDED for one in run] == old
    assert [one for kind, run in found if kind != REMOVED for one in run] == new
    assert sum(len(run) for kind, run in found if kind != SAME) == shortest(old, new)
    assert [kind for kind, _run in found] == [kind for kind, run in found if run]


def together(found, without):
    return [one for kind, run in found if kind != without for one in run]


def words_of(seed, size):
    return [str(number) for number in random.Random(seed).choices(range(size // 3), k=size)]


@pytest.mark.parametrize(("old", "new"), [
    (["a"] * 50_000, ["a", "b"] * 25_000),
    (["a", "b"] * 25_000, ["b", "a", "a"] * 20_000),
    (words_of(1, 50_000), words_of(2, 50_000)),
    ([*"xa" * 20_000, "y"] * 2, ["z", *"ax" * 20_000] * 2),
    ([str(number) for number in range(50_000)], [str(-number) for number in range(50_000)]),
], ids=["repeated", "shifted", "random", "halves", "all new"])  # fmt: skip
def test_two_texts_that_differ_everywhere_are_not_compared_for_ever(old, new):
    begun = time.process_time()
    found = runs(old, new, deadline_in())
    assert time.process_time() - begun < TIME_LIMIT + 1
    assert (together(found, ADDED), together(found, REMOVED)) == (old, new)


def test_after_the_deadline_everything_counts_as_removed_and_added():
    assert runs(["a", "b", "c"], ["b", "d", "c"], deadline_in(-1)) == [
        (REMOVED, ["a", "b"]),
        (ADDED, ["b", "d"]),
        (SAME, ["c"]),
    ]


def test_texts_with_little_in_common_are_shown_one_after_the_other():
    found = compare_text("Another text, by someone else.", "Mine: what you do, so nobody is lost.", deadline_in())
    assert found == "<del>Another text, by someone else.</del><ins>Mine: what you do, so nobody is lost.</ins>"
    assert compare_text("A plan for people", "A plan for you", deadline_in()) == (
        "A plan for <del>people</del><ins>you</ins>"
    )
