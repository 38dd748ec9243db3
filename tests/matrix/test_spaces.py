"""Spaces, and what is in spaces of each state: everything anybody may do, asked of the site."""

from itertools import product

import pytest
from pyramid.traversal import find_resource

from tests.matrix import design
from tests.matrix.asking import Asking, at_depth
from tests.matrix.cast import ACTORS, LET_IN, OTHERS, SOMEBODY, Judge, Place, Standing, owner_of
from tests.matrix.test_content import Editions, ask_content
from tests.matrix.test_discussions import PostJudge, ask_discussion, ask_post
from tests.matrix.world import PLACES
from tests.steps import SPACES

#: Who created something in the spaces of each state.
INSIDE = tuple(actor for actor in ACTORS if owner_of(actor) in (SOMEBODY, "own-member", "own-author"))
SENT = {
    "documents": {"@type": "document", "title": "Mine"},
    "discussions": {"@type": "discussion", "title": "Mine", "text": "<p>So?</p>"},
    "repository": {"@type": "resource", "title": "Mine"},
}


class SpaceJudge(Judge):
    """What the state of a space leaves of it is in its own table; it stops no step of its own."""

    still = False


@pytest.mark.parametrize("actor", OTHERS, ids=lambda actor: actor.name)
@pytest.mark.parametrize(
    "thorough, preset, state", at_depth(product(design.PRESETS, SPACES), lambda preset, state: True)
)
def test_space(world, thorough, preset, state, actor):
    place = Place(design.PRESETS[preset], state)
    asking = Asking(
        world,
        actor,
        world.paths[preset, "space", state, SOMEBODY],
        SpaceJudge(design.SPACE_ROWS, design.SPACE_TRANSITIONS, place),
        Standing(actor, place),
        thorough,
    )
    if asking.judge.sees(asking.standing, state):
        ask_space(asking, state)
        # A space goes when there is nothing in it.
        asking.path = world.paths[preset, "empty space", state, SOMEBODY]
        asking.deletion(state)
    else:
        ask_hidden_space(asking)
    assert not asking.wrong, "\n".join([f"{preset}, space {state}, {actor.name}:", *asking.wrong])


def ask_hidden_space(asking):
    asking.hidden()
    asking.api("POST @join", "/@join", 404, "POST")
    asking.api("POST @members", "/@members", 404, "POST")
    for service in ("@members", "@navigation", "@breadcrumbs", "@types", "@search", "@sharing") * asking.thorough:
        asking.api(f"GET {service}", f"/{service}", 404)
    for page in ("about", "people", "settings", "join", "leave", "documents", "discussions") * asking.thorough:
        asking.page(f"page {page}", f"/{page}", 404)


def ask_space(asking, state):
    found = asking.api("view", "", 200)
    asking.check("review_state", state, found.response.json["review_state"])
    for page in ("", "/about", "/people") if asking.thorough else ("",):
        asking.page(f"page {page}", page, 200)
    asking.permissions(state, ("edit", "add", "manage", "delete"))
    asking.change(state, {"title": "Mine"})
    asking.api(
        "PATCH of policies",
        "",
        asking.may("edit", state),
        "PATCH",
        204,
        body={"visibility": "private", "joining": "invitation"},
    )
    ask_roster(asking, state)
    # A repository changes what the space is; a search is a thing in it, and begins as a draft.
    for kind, expected in (("repository", asking.may("manage", state)), ("search", asking.may("add", state))):
        asking.api(f"add a {kind}", "", expected, "POST", 201, body={"@type": kind, "title": "Another"})
        if asking.thorough:
            asking.page(f"form for a {kind}", f"/add/{kind}", expected)
    asking.steps(
        state,
        lambda site: find_resource(site, asking.path).state,
        lambda name: design.target_of(asking.judge.transitions, name, state),
    )


def ask_roster(asking, state):
    """Who manages a space sets its policies and its people; everybody can leave and be removed in any state."""
    expected = asking.may("manage", state)
    asking.page("settings", "/settings", expected)
    asking.page("POST settings", "/settings", expected, "POST", 303, params={"preset": "members-group"})
    asking.api("POST @members", "/@members", expected, "POST", body={"person": "outsider", "roles": ["reader"]})
    asking.page(
        "POST people", "/people", expected, "POST", 303, params={"person": "outsider", "roles": "reader", "until": ""}
    )
    if asking.actor.login == "reader":
        asking.page("leave", "/leave", 200, "POST", 303)
    if asking.actor.login == "outsider":
        asking.page("leave", "/leave", 404, "POST")
    taken = asking.takes_back("manage", state)
    left = 200 if asking.actor.login == "reader" else taken
    asking.api("DELETE @members", "/@members/reader", left, "DELETE", 204)
    asking.api("POST @bans", "/@bans", taken, "POST", body={"person": "reader", "comment": "So.", "rule": "law"})


@pytest.mark.parametrize("actor", INSIDE, ids=lambda actor: actor.name)
@pytest.mark.parametrize(
    "thorough, preset, state",
    at_depth(
        product(design.PRESETS, SPACES),
        # The other states leave a space as it is when active, or hide it as a draft does.
        lambda preset, state: state in (*design.STILL, "draft") and preset in ("open-community", "curated-space"),
    ),
)
def test_what_is_in_a_space(world, thorough, preset, state, actor):
    """An archived or suspended space leaves nothing but reading; a draft is for its roster."""
    place = Place(design.PRESETS[preset], state)
    standing, maker, wrong = Standing(actor, place, leaf=True), owner_of(actor), []

    def asking(rows, transitions, key, about, judge=Judge, *more):
        return Asking(
            world,
            actor,
            world.paths[(preset, *key, maker)],
            judge(rows, transitions, place, *more),
            standing,
            thorough,
            wrong,
            about,
        )

    for one in ("draft", "proposed", "published"):
        ask_content(
            asking(design.CONTENT_ROWS, design.CONTENT_TRANSITIONS, (f"document in {state}", one), f"document {one}, "),
            Editions.of(one),
        )
    ask_discussion(
        asking(
            design.DISCUSSION_ROWS, design.DISCUSSION_TRANSITIONS, (f"discussion in {state}", "open"), "discussion, "
        ),
        "open",
    )
    ask_post(
        asking(design.POST_ROWS, design.POST_TRANSITIONS, (f"post in {state}", "reply"), "post, ", PostJudge, "open"),
        "published",
    )
    assert not wrong, "\n".join([f"{preset}, in a space {state}, {actor.name}:", *wrong])


@pytest.mark.parametrize("actor", OTHERS, ids=lambda actor: actor.name)
@pytest.mark.parametrize(
    "thorough, preset, state",
    at_depth(product(design.PRESETS, SPACES), lambda preset, state: state in ("active", "archived", "draft")),
)
def test_rooms(world, thorough, preset, state, actor):
    """Forums and libraries have no state of their own; they use the row of containers, and the policies."""
    place = Place(design.PRESETS[preset], state)
    judge, standing = Judge(design.SPACE_ROWS, (), place), Standing(actor, place)
    rooms = ("documents", "discussions") if state != "active" else SENT
    space = world.paths[preset, "space", state, SOMEBODY] if state != "active" else PLACES[preset][0]
    wrong = []
    for room in rooms:
        ask_room(Asking(world, actor, f"{space}/{room}", judge, standing, thorough, wrong, f"{room}, "), SENT[room])
    assert not wrong, "\n".join([f"{preset}, rooms of a space {state}, {actor.name}:", *wrong])


@pytest.mark.parametrize("actor", [*ACTORS, *LET_IN], ids=lambda actor: actor.name)
@pytest.mark.parametrize("thorough, preset", at_depth(product(design.PRESETS), lambda preset: True))
def test_folders(world, thorough, preset, actor):
    place = PLACES[preset][1]
    asking = Asking(
        world,
        actor,
        world.paths[preset, "folder", "container", owner_of(actor)],
        Judge(design.SPACE_ROWS, (), place),
        Standing(actor, place, room=True),
        thorough,
    )
    ask_room(asking, SENT["documents"])
    if asking.judge.sees(asking.standing, "container"):
        asking.deletion("container")
    assert not asking.wrong, "\n".join([f"{preset}, a folder, {actor.name}:", *asking.wrong])


def ask_room(asking, sent):
    kind = sent["@type"]
    if not asking.judge.sees(asking.standing, "container"):
        asking.hidden()
        asking.api("add", "", 404, "POST", body=sent)
        asking.page("form to add", f"/add/{kind}", 404)
        return
    asking.api("view", "", 200)
    asking.page("page", "", 200)
    asking.permissions("container", ("edit", "add", "manage"))
    asking.change("container", {"title": "Mine"})
    expected = asking.may("add", "container")
    answered = asking.api("add", "", expected, "POST", 201, body=sent)
    if answered.status == 201:
        asking.check(
            "state of what was added",
            "open" if kind == "discussion" else "draft",
            answered.response.json["review_state"],
        )
    asking.page("form to add", f"/add/{kind}", expected)
    asking.api("GET @sharing", "/@sharing", asking.takes_back("manage", "container"))


@pytest.mark.parametrize("actor", OTHERS, ids=lambda actor: actor.name)
@pytest.mark.parametrize(
    "path, kind", [("/workspaces", "workspace"), ("/coalitions", "coalition"), ("/coalitions/it", "workspace")]
)
def test_anybody_signed_in_may_propose_a_space(world, path, kind, actor):
    asking = Asking(world, actor, path, None, None, thorough=False)
    expected = 200 if actor.login else 401
    answered = asking.api("add", "", expected, "POST", 201, body={"@type": kind, "title": "A new one"})
    if answered.status == 201:
        at_once = actor.site in ("administrator", "site moderator")
        asking.check("state", "active" if at_once else "draft", answered.response.json["review_state"])
    asking.page("form", f"/add/{kind}", expected)
    assert not asking.wrong, "\n".join([f"{kind} in {path}, {actor.name}:", *asking.wrong])
