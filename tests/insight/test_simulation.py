"""What a rehearsal says is what happens: compared on random trees, change by change."""

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyramid.traversal import resource_path

from tests.insight.drawing import drawn_change
from tests.insight.planted import planted, rows
from tests.trees import changes, trees
from tests.whole_site import WholeSite

HURRIED = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.explicit, Phase.generate]}
#: So many changes are made one after the other in each tree.
IN_A_ROW = 5


def check_rehearsals(base, plans, happening, seed):
    """Rehearse changes, make them, and compare with who could do what before and who can after."""
    base.clock.now = base.beginning
    with WholeSite(base) as whole, planted(whole, plans, happening) as tree:
        luck = random.Random(seed)
        before = tree.answers()
        for _turn in range(IN_A_ROW):
            drawn = drawn_change(tree, luck)
            if drawn is None:
                return
            change, login = drawn
            gains, losses = rows(tree.rehearse(change, login))
            tree.apply(change, login)
            after = tree.answers()
            what = f"{login} on {resource_path(change.item)}: {change.plain(tree.store)}"
            assert tree.said(gains) == tree.said(after - before), what
            assert tree.said(losses) == tree.said(before - after), what
            before = after


@settings(max_examples=4, **HURRIED)
@given(trees, changes, st.integers(0, 10**6))
def test_a_rehearsed_change_does_what_was_said(base, plans, happening, seed):
    check_rehearsals(base, plans, happening, seed)


@pytest.mark.long
@settings(max_examples=60, **HURRIED)
@given(trees, changes, st.integers(0, 10**6))
def test_300_rehearsed_changes_do_what_was_said(base, plans, happening, seed):
    check_rehearsals(base, plans, happening, seed)
