"""Discussions and posts: everything anybody may do, in every state, under every preset, asked of the site."""

import pytest
from pyramid.traversal import find_resource

from tests.matrix import design
from tests.matrix.asking import Wrong, ask_api, ask_hidden, ask_page, ask_permissions, ask_steps
from tests.matrix.cast import ACTORS, Judge, Standing, owner_of
from tests.matrix.world import DISCUSSION_STEPS, PLACES, POST_STEPS

SAID = {"text": "<p>So.</p>"}


def state_of(path):
    return lambda site: find_resource(site, path).own_state


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
@pytest.mark.parametrize("state", DISCUSSION_STEPS)
@pytest.mark.parametrize("preset", design.PRESETS)
def test_discussion(world, preset, state, actor):
    place = PLACES[preset][1]
    judge = Judge(design.DISCUSSION_ROWS, design.DISCUSSION_TRANSITIONS, place)
    path = world.paths[preset, "discussion", state, owner_of(actor)]
    wrong = Wrong()
    ask_discussion(world, wrong, actor, path, judge, Standing(actor, place), state)
    assert not wrong, "\n".join([f"{preset}, discussion {state}, {actor.name}:", *wrong])


def ask_discussion(world, wrong, actor, path, judge, standing, state):
    if not judge.sees(standing, state):
        ask_hidden(world, wrong, actor, path, judge.names)
        ask_api(world, wrong, actor, "reply", path, 404, "POST", body={"@type": "post", **SAID})
        ask_page(world, wrong, actor, "POST replies", f"{path}/replies", 404, "POST", params={"text": "So."})
        return
    found = ask_api(world, wrong, actor, "view", path, 200)
    # One whose first post waits shows as open to those who see it.
    wrong.check("review_state", "open" if state == "unapproved" else state, found.response.json["review_state"])
    ask_page(world, wrong, actor, "page", path, 200)
    ask_permissions(world, wrong, actor, path, judge, standing, state, ("reply", "edit", "moderate", "delete"))
    ask_reply(world, wrong, actor, path, judge, standing, state)
    expected = judge.may(standing, "edit", state)
    ask_api(world, wrong, actor, "PATCH", path, expected, "PATCH", 204, body={"title": "Mine"})
    ask_page(world, wrong, actor, "edit page", f"{path}/edit", expected)
    expected = judge.may(standing, "delete", state)
    ask_api(world, wrong, actor, "DELETE", path, expected, "DELETE", 204)
    ask_page(world, wrong, actor, "delete page", f"{path}/delete", expected)
    ask_page(world, wrong, actor, "POST delete", f"{path}/delete", expected, "POST", 303)
    expected = judge.may(standing, "moderate", state)
    for page in ("pin", "unpin"):
        ask_page(world, wrong, actor, page, f"{path}/{page}", expected, "POST", 303)
    # Before anything else, somebody decides about a first post that waits.
    ask_steps(world, wrong, actor, path, judge, standing, state,
              look=state_of(path), after=lambda name: design.target_of(judge.transitions, name, state))


def ask_reply(world, wrong, actor, path, judge, standing, state):
    expected = judge.may(standing, "reply", state)
    answered = ask_api(world, wrong, actor, "reply", path, expected, "POST", 201, body={"@type": "post", **SAID})
    waits = "pending" if judge.place.posts != "none" and not standing.is_one_of(("M",)) else "published"
    if judge.place.posts == "first" and actor.login in SPOKEN:
        waits = "published"
    if answered.status == 201:
        wrong.check("state of the reply", waits, answered.response.json["review_state"])
    ask_page(world, wrong, actor, "form for a reply", f"{path}/add/post", expected)
    ask_page(world, wrong, actor, "POST replies", f"{path}/replies", expected, "POST", 303, params={"text": "So."})
    if expected == 200:
        ask_api(world, wrong, actor, "empty reply", path, 400, "POST", body={"@type": "post", "text": "<p> </p>"})
        ask_page(world, wrong, actor, "POST an empty reply", f"{path}/replies", 422, "POST", params={"text": " "})


#: Those who have published posts in the space already, so that no first one of theirs waits.
SPOKEN = {actor.login for actor in ACTORS if actor.own}


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
@pytest.mark.parametrize("state", POST_STEPS)
@pytest.mark.parametrize("around", design.DISCUSSION_STATES)
@pytest.mark.parametrize("preset", design.PRESETS)
def test_post(world, preset, around, state, actor):
    place = PLACES[preset][1]
    path = world.paths[preset, f"post in {around}", state, owner_of(actor)]
    judge = PostJudge(design.POST_ROWS, design.POST_TRANSITIONS, place, around)
    wrong = Wrong()
    ask_post(world, wrong, actor, path, judge, Standing(actor, place), state)
    assert not wrong, "\n".join([f"{preset}, post {state} in a discussion {around}, {actor.name}:", *wrong])


class PostJudge(Judge):
    """A discussion that is not open lets nobody change the posts in it; moderators still decide about them."""

    def __init__(self, rows, transitions, place, around):
        super().__init__(rows, transitions, place)
        self.closed = around in ("closed", "archived")

    def may(self, standing, permission, state):
        answer = super().may(standing, permission, state)
        return 409 if self.closed and answer == 200 else answer


def ask_post(world, wrong, actor, path, judge, standing, state):
    if not judge.sees(standing, state):
        ask_hidden(world, wrong, actor, path, judge.names)
        return
    found = ask_api(world, wrong, actor, "view", path, 200)
    wrong.check("review_state", state, found.response.json["review_state"])
    # Its address leads to its place in the thread.
    ask_page(world, wrong, actor, "page", path, 200, done=303)
    expected = judge.may(standing, "edit", state)
    ask_permissions(world, wrong, actor, path, judge, standing, state, ("edit", "delete"))
    ask_api(world, wrong, actor, "PATCH", path, expected, "PATCH", 204, body=SAID)
    ask_page(world, wrong, actor, "edit page", f"{path}/edit", expected)
    expected = judge.may(standing, "delete", state)
    ask_api(world, wrong, actor, "DELETE", path, expected, "DELETE", 204)
    ask_page(world, wrong, actor, "delete page", f"{path}/delete", expected)
    ask_page(world, wrong, actor, "POST delete", f"{path}/delete", expected, "POST", 303)
    ask_steps(world, wrong, actor, path, judge, standing, state,
              look=state_of(path), after=lambda name: design.target_of(judge.transitions, name, state))
