"""Whatever is asked of ``@search``, and by whom: it finds exactly what they see and what meets each criterion."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.questions import Asker
from tests.properties.sight import Everything
from tests.properties.test_agreement import HURRIED, MOMENTS, Planted
from tests.trees import changes, small_trees

ASKING = (None, "member", "outsider")


def answer_rightly(base, plans, happening, day, seed, number):
    """Ask while changes wait for the index, and again once it has them."""
    with Planted(base) as planted:
        planted.build(plans)
        planted.index(share=0)
        planted.change(happening)
        planted.site.clock.advance(days=day)

        def ask(root):
            everything, wrong = Everything(root), []
            for login in ASKING:
                asker = Asker(everything, planted.site, planted.builder, login, planted.people[login])
                luck = random.Random(seed)
                for question in asker.draw(f"{seed} {login}", number):
                    asker.ask(question, luck)
                wrong += asker.wrong
            return wrong

        for indexed in (False, True):
            if indexed:
                planted.index(share=0)
            wrong = planted.site.read(ask)
            assert not wrong, "\n".join([f"{len(wrong)} differences, {indexed=}:", *wrong[:20]])


seeds = st.integers(0, 2**32)


@given(plans=small_trees, happening=changes, day=st.sampled_from(MOMENTS), seed=seeds)
@settings(max_examples=6, derandomize=True, **HURRIED)
def test_all_criteria_agree(base, plans, happening, day, seed):
    answer_rightly(base, plans, happening, day, seed, number=5)


@pytest.mark.long
@given(plans=small_trees, happening=changes, day=st.sampled_from(MOMENTS), seed=seeds)
@settings(max_examples=1000, **HURRIED)
def test_all_criteria_agree_over_many_trees(base, plans, happening, day, seed):
    answer_rightly(base, plans, happening, day, seed, number=4)
