"""What is no workflow is refused, with a sentence at the place."""

import copy

import pytest

from moothall.core.workflow.definition import persons
from moothall.core.workflow.validation import NotAWorkflow, check, problems, problems_against
from tests.workflow_kinds import KINDS, shipped


def table(kind="content"):
    return copy.deepcopy(shipped(kind))


def said(data, before=None):
    found = problems(data, KINDS) if before is None else problems_against(data, before, KINDS)
    return [
        (one.place, one.message.interpolate() if hasattr(one.message, "interpolate") else one.message) for one in found
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wrong_with_what_we_ship(kind):
    assert problems_against(shipped(kind), shipped(kind), KINDS) == []


@pytest.mark.parametrize("data", [
    None, [], "content", {}, {"id": "content"}, {**table(), "more": 1}, {**table(), "states": []},
    {**table(), "states": {"draft": None}}, {**table(), "states": {1: {"title": "One"}}},
    {**table(), "states": {"draft": {"title": 5}}}, {**table(), "matrix": {"draft": {"view": "reader"}}},
    {**table(), "matrix": {"draft": {"view": [None]}}}, {**table(), "transitions": {"a": {"title": "A"}}},
    {**table(), "transitions": {"a": {"title": "A", "from": "draft", "to": "published"}}},
    {**table(), "transitions": {"a": {"title": "A", "from": ["draft"], "to": ["published"]}}},
])  # fmt: skip
def test_something_else_is_no_workflow(data):
    ((place, words),) = said(data)
    assert (place, words.startswith("This is not a workflow definition.")) == ("", True)


@pytest.mark.parametrize(("data", "place"), [
    ({"id": "content"}, "initial"), ({**table(), "more": 1}, "more"), ({**table(), "states": []}, "states"),
    ({**table(), "title": ["A"]}, "title"),
    ({**table(), "states": {"draft": None}}, "states/draft"),
    ({**table(), "states": {"draft": {"title": 5}}}, "states/draft/title"),
    ({**table(), "states": {"draft": {"titel": "A", "title": "A"}}}, "states/draft/titel"),
    ({**table(), "matrix": {"draft": {"view": "reader"}}}, "matrix/draft/view"),
    ({**table(), "transitions": {"a": {"title": "A", "from": "draft", "to": "published"}}}, "transitions/a/from"),
    ({**table(), "transitions": {"a": {"title": "A", "from": ["draft"], "to": "b", "guards": {}}}},
     "transitions/a/guards"),
])  # fmt: skip
def test_it_is_said_where_something_else_stands(data, place):
    ((_place, words),) = said(data)
    assert f"“{place}”" in words


def changed(kind="content", **steps):
    """A table changed by dotted paths: ``states__draft__hue="pink"``; ``None`` deletes."""
    data = table(kind)
    for path, value in steps.items():
        place = data
        *around, last = path.split("__")
        for name in around:
            place = place[name]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return data


STEP = {"title": "Action", "from": ["draft"], "to": "published", "who": ["creator"]}
WRONG = [
    (changed(initial="nowhere"), "", "Choose an initial state"),
    (changed(initial="published"), "states/published", "must not be visible to readers"),
    (changed("discussion", initial="closed"), "", "always start as “open”"),
    (changed(id="Not good"), "", "lower-case letters, digits and hyphens"),
    ({**table(), "kind": "nothing"}, "", "not a type of workflow"),
    (changed(title=" "), "", "a title"),
    (changed(states__draft__title=""), "states/draft", "a title"),
    (changed(states__draft__description="x" * 1001), "states/draft", "up to 1000"),
    (changed(states__draft__hue="pink"), "states/draft", "not a colour"),
    (changed(states__before={"title": "Before"}), "states/before", "is not a valid ID"),
    (changed(states__alone={"title": "Alone"}), "states/alone", "Nothing can reach “Alone”"),
    (changed(states__deleted=None), "", "which is not a state"),
    (changed(states__published__live=None), "states/published", "You cannot change this"),
    (changed(matrix__draft__fly=["creator"]), "matrix/draft/fly", "no permission “fly”"),
    (changed(matrix__draft__view=["wizard"]), "matrix/draft/view", "no role “wizard”"),
    (changed(matrix__draft__view=["own:creator"]), "matrix/draft/view", "no role"),
    (changed(matrix__draft__view=["pre:pre:creator"]), "matrix/draft/view", "no role"),
    (changed(matrix__draft__view=["creator", "creator"]), "matrix/draft/view", "twice"),
    (changed(matrix__nowhere={"view": []}), "", "row for “nowhere”"),
    (changed(transitions__go={**STEP, "to": "nowhere"}), "transitions/go/to", "leads to or from “nowhere”"),
    (changed(transitions__go={**STEP, "from": []}), "transitions/go/from", "this action starts in"),
    (changed(transitions__go={**STEP, "to": "draft"}), "transitions/go/to", "a different state"),
    (changed(transitions__go={**STEP, "to": "before"}), "transitions/go/to", "previous state"),
    (changed(transitions__go={**STEP, "from": ["deleted"]}), "transitions/go/to", "previous state"),
    (changed(transitions__go={**STEP, "who": []}), "transitions/go/who", "who can use"),
    (changed(transitions__go={**STEP, "permission": "edit"}), "transitions/go/who", "who can use"),
    (changed(transitions__go={**STEP, "who": [], "permission": "fly"}), "transitions/go/who", "no permission “fly”"),
    (changed(transitions__go={**STEP, "tells": ["wizard"]}), "transitions/go/tells", "no role “wizard”"),
    (changed(transitions__go={**STEP, "guards": [{"kind": ["fly"]}]}), "transitions/go/guards", "no condition"),
    (changed(transitions__go={**STEP, "guards": [{"kind": "translations"}]}), "transitions/go/guards/translations",
     "the languages it must be published in"),
    (changed(transitions__go={**STEP, "guards": [{"kind": "not_creator"}] * 2}), "transitions/go/guards", "twice"),
    (changed(transitions__Go=STEP), "transitions/Go", "is not a valid ID"),
    (changed(transitions__delete=None), "states/deleted", "Nothing can reach “Deleted”"),
    (changed("discussion", transitions__go={**STEP, "from": ["open"], "to": "unapproved"}), "transitions/go/to",
     "set by the system"),
    (changed("discussion", matrix__archived__view=["member"]), "matrix/archived/view", "the same readers throughout"),
    (changed("discussion", matrix__open__view=["readers", "guest"]), "matrix/open/view", "the same readers throughout"),
    (changed("discussion", matrix__unapproved__reply=["moderator"]), "matrix/unapproved/reply", "No one can reply"),
    (changed("post", matrix__published__view=["creator", "moderator"]), "matrix/published/view", "the same readers"),
    (changed("post", matrix__pending__view=["creator", "member"]), "matrix/pending/view", "not part of the discussion"),
    (changed("post", matrix__refused__view=["readers"]), "matrix/refused/view", "not part of the discussion"),
    (changed("site", matrix__administration__manage=[]), "matrix/administration/manage", "all administrators out"),
    (changed("site", matrix__container__edit=["creator"]), "matrix/container/edit", "all administrators out"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "place", "words"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_said_at_its_place(data, place, words):
    assert [one for one in said(data) if one[0] == place and words in one[1]], said(data)
    with pytest.raises(NotAWorkflow):
        check(data, KINDS)


def test_the_states_of_the_program_cannot_go():
    data = table()
    data["states"]["gone"] = data["states"].pop("deleted")
    for step in data["transitions"].values():
        step["from"] = [one for one in step["from"] if one != "deleted"] or ["published"]
        step["to"] = "gone" if step["to"] in ("deleted", "before") else step["to"]
    data["matrix"]["gone"] = data["matrix"].pop("deleted")
    data["transitions"]["restore"]["from"] = ["draft"]
    assert [words for place, words in said(data) if "needs the state “deleted”" in words]


@pytest.mark.parametrize("permission", ["edit", "manage"])
def test_a_cell_by_which_administrators_put_things_right_is_kept(permission):
    data = table()
    data["matrix"]["published"][permission] = ["creator"]
    ((place, words),) = said(data, shipped("content"))
    assert place == f"matrix/published/{permission}"
    assert "lock all administrators out of “Published”" in words
    data["matrix"]["published"][permission] = ["creator", "owner"]
    assert said(data, shipped("content")) == []


def test_what_nobody_but_its_creator_may_do_today_may_stay_so():
    data = table()
    data["matrix"]["draft"]["view"] = ["creator"]
    data["matrix"]["proposed"]["view"] = ["creator"]
    assert said(data, shipped("content")) == []


def test_what_readers_see_does_not_change_by_a_tick():
    data = table()
    data["states"]["archived"]["live"] = False
    assert [place for place, _words in said(data, shipped("content"))] == ["states/archived"]


@pytest.mark.parametrize(("row", "whose"), [
    (["readers"], ()), (["creator"], ("creator",)), (["deleter", "facilitator"], ("creator", "deleter")),
    (["own:author"], ("creator",)), (["pre:own:author"], ("creator",)), (["post:creator", "deleter"],
                                                                        ("creator", "deleter"))])  # fmt: skip
def test_a_row_tells_whose_identity_it_asks_for(row, whose):
    assert persons(row) == whose
