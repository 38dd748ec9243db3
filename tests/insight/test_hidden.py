"""Sites that differ in hidden things only tell the same of access."""

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from moothall.space.bans import ban, lift_ban
from tests.factories import PRIVATE
from tests.insight.hidden_things import GROUP, Hidden
from tests.whole_site import Actors, WholeSite

HURRIED = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.explicit, Phase.generate]}
#: So many questions are asked of each site.
QUESTIONS = 6
#: In the long run many sites matter more than many questions of each.
FEW_QUESTIONS = 3


@pytest.fixture(scope="module")
def hidden(base):
    base.clock.now = base.beginning
    with WholeSite(base) as site:
        yield Hidden(site, Actors(site.program))


def check_answers(hidden, seed, count):
    luck = random.Random(seed)
    known = hidden.known
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
def test_answers_do_not_depend_on_hidden_things(hidden, seed):
    check_answers(hidden, seed, QUESTIONS)


@pytest.mark.long
@settings(max_examples=1000, **HURRIED)
@given(st.integers(0, 10**6))
def test_1000_sites_that_differ_in_hidden_things_answer_alike(hidden, seed):
    check_answers(hidden, seed, FEW_QUESTIONS)


def test_a_group_that_one_cannot_list_is_one_unit(hidden):
    outsider = hidden.api("outsider")
    change = {"kind": "grant", "principal": GROUP, "role": "author"}
    answers = [outsider.post_json(f"{hidden.own}/@rehearse", {"change": change}).json]
    hidden.site.people(lambda store: store.set_groups(None, store.by_login("reader"), [GROUP]) and None)
    answers.append(outsider.post_json(f"{hidden.own}/@rehearse", {"change": change}).json)
    assert answers[0] == answers[1]
    assert answers[0]["everyone_in"] == [f"group:{GROUP}"] and answers[0]["people"] == 0
    assert "everyone in the group “Trainers”" in answers[0]["text"]


def test_who_leads_one_folder_hears_no_reason_of_a_ban_around_it(hidden):
    site, outsider = hidden.site, hidden.api("outsider")
    reader = site.id_of("reader")
    site.on(PRIVATE, lambda space: ban(hidden.act("Secret reason."), space, reader, None) and None)
    answer = outsider.get(f"{hidden.inner}/@explain?person=reader&permission=view").json
    assert answer["allowed"] is False and "Secret reason." not in str(answer) and answer["fixes"] == []
    assert "Confidential" not in str(answer)
    site.on(PRIVATE, lambda space: lift_ban(hidden.act(), space, reader) and None)
