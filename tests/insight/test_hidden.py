"""Sites that differ in hidden things only tell the same of access."""

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.insight.hidden_things import Hidden
from tests.whole_site import Actors, WholeSite

HURRIED = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.explicit, Phase.generate]}
#: So many questions are asked of each site.
QUESTIONS = 6


@pytest.fixture(scope="module")
def hidden(base):
    base.clock.now = base.beginning
    with WholeSite(base) as site:
        yield Hidden(site, Actors(site.program))


@pytest.fixture(scope="module")
def known(hidden):
    """Question → the answer before anything hidden changed."""
    groups = (hidden.questions_of_the_guest(), hidden.questions_of_the_owner(), hidden.questions_of_a_reader())
    return {question: None for group in groups for question in group}


def check_answers(hidden, known, seed, count):
    luck = random.Random(seed)
    asked = luck.sample(list(known), count)
    for question in asked:
        if known[question] is None:
            known[question] = hidden.answer(question)
    changes = (hidden.drafts, hidden.groups, hidden.circles, hidden.around)
    for change in luck.sample(changes, luck.randint(1, len(changes))):
        change(luck)
    for question in asked:
        assert hidden.answer(question) == known[question], question


@settings(max_examples=2, **HURRIED)
@given(st.integers(0, 10**6))
def test_answers_do_not_depend_on_hidden_things(hidden, known, seed):
    check_answers(hidden, known, seed, QUESTIONS)


@pytest.mark.long
@settings(max_examples=1000, **HURRIED)
@given(st.integers(0, 10**6))
def test_1000_sites_that_differ_in_hidden_things_answer_alike(hidden, known, seed):
    check_answers(hidden, known, seed, QUESTIONS)
