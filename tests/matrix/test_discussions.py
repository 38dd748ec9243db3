"""Discussions and posts: everything anybody may do, in every state, under every preset, asked of the site."""

from itertools import product

import pytest
from pyramid.traversal import find_resource

from tests.matrix import design
from tests.matrix.asking import Asking, at_depth
from tests.matrix.cast import ACTORS, Judge, Standing, owner_of
from tests.matrix.world import DISCUSSION_STEPS, PLACES
from tests.steps import POSTS

SAID = {"text": "<p>So.</p>"}
#: Those who have published posts in the space already, so that no first one of theirs waits.
SPOKEN = {actor.login for actor in ACTORS if actor.own}


def look(path):
    return lambda site: find_resource(site, path).own_state


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
@pytest.mark.parametrize(
    "thorough, preset, state", at_depth(product(design.PRESETS, DISCUSSION_STEPS), lambda preset, state: True)
)
def test_discussion(world, thorough, preset, state, actor):
    place = PLACES[preset][1]
    asking = Asking(
        world,
        actor,
        world.paths[preset, "discussion", state, owner_of(actor)],
        Judge(design.DISCUSSION_ROWS, design.DISCUSSION_TRANSITIONS, place),
        Standing(actor, place),
        thorough,
    )
    ask_discussion(asking, state)
    assert not asking.wrong, "\n".join([f"{preset}, discussion {state}, {actor.name}:", *asking.wrong])


def ask_discussion(asking, state):
    if not asking.judge.sees(asking.standing, state):
        asking.hidden()
        asking.api("reply", "", 404, "POST", body={"@type": "post", **SAID})
        asking.page("POST replies", "/replies", 404, "POST", params={"text": "So."})
        return
    found = asking.api("view", "", 200)
    # One whose first post waits shows as open to those who see it.
    asking.check("review_state", "open" if state == "unapproved" else state, found.response.json["review_state"])
    asking.page("page", "", 200)
    asking.permissions(state, ("reply", "edit", "moderate", "delete"))
    ask_reply(asking, state)
    asking.change(state, {"title": "Mine"})
    asking.deletion(state)
    for page in ("pin", "unpin"):
        asking.page(page, f"/{page}", asking.may("moderate", state), "POST", 303)
    # Before anything else, somebody decides about a first post that waits.
    asking.steps(state, look(asking.path), lambda name: design.target_of(asking.judge.transitions, name, state))


def ask_reply(asking, state):
    expected = asking.may("reply", state)
    answered = asking.api("reply", "", expected, "POST", 201, body={"@type": "post", **SAID})
    asking.page("POST replies", "/replies", expected, "POST", 303, params={"text": "So."})
    if asking.thorough:
        asking.page("form for a reply", "/add/post", expected)
    if answered.status == 201:
        asking.check("state of the reply", first_state(asking), answered.response.json["review_state"])
        asking.api("empty reply", "", 400, "POST", body={"@type": "post", "text": "<p> </p>"})
        asking.page("POST an empty reply", "/replies", 422, "POST", params={"text": " "})


def first_state(asking):
    """What the policy says about a reply by this person."""
    policy = asking.judge.place.posts
    if policy == "none" or asking.standing.is_one_of(("M",)) or (policy == "first" and asking.actor.login in SPOKEN):
        return "published"
    return "pending"


class PostJudge(Judge):
    """A discussion that is not open lets nobody change the posts in it; moderators still decide about them."""

    def __init__(self, rows, transitions, place, around):
        super().__init__(rows, transitions, place)
        self.closed = around in ("closed", "archived")

    def may(self, standing, permission, state):
        answer = super().may(standing, permission, state)
        return 409 if self.closed and answer == 200 else answer

    def takes(self, standing, name, state):
        answer = super().takes(standing, name, state)
        return 409 if self.closed and name == "delete" and answer == 200 else answer


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
@pytest.mark.parametrize(
    "thorough, preset, around, state",
    at_depth(
        product(design.PRESETS, design.DISCUSSION_STATES, POSTS),
        # That a discussion is closed means the same under every preset.
        lambda preset, around, state: around == "open" or (around, preset) == ("closed", "members-group"),
    ),
)
def test_post(world, thorough, preset, around, state, actor):
    place = PLACES[preset][1]
    asking = Asking(
        world,
        actor,
        world.paths[preset, f"post in {around}", state, owner_of(actor)],
        PostJudge(design.POST_ROWS, design.POST_TRANSITIONS, place, around),
        Standing(actor, place),
        thorough,
    )
    ask_post(asking, state)
    assert not asking.wrong, "\n".join(
        [f"{preset}, post {state} in a discussion {around}, {actor.name}:", *asking.wrong]
    )


def ask_post(asking, state):
    if not asking.judge.sees(asking.standing, state):
        asking.hidden()
        return
    found = asking.api("view", "", 200)
    asking.check("review_state", state, found.response.json["review_state"])
    # Its address leads to its place in the thread.
    asking.page("page", "", 200, done=303)
    asking.permissions(state, ("edit", "delete"))
    asking.change(state, SAID)
    asking.deletion(state)
    asking.steps(state, look(asking.path), lambda name: design.target_of(asking.judge.transitions, name, state))
