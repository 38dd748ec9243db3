"""Spaces, and what is in spaces of each state: everything anybody may do, asked of the site."""

import pytest
from pyramid.traversal import find_resource

from tests.matrix import design
from tests.matrix.asking import Wrong, ask_api, ask_hidden, ask_page, ask_permissions, ask_steps
from tests.matrix.cast import ACTORS, OTHERS, SOMEBODY, Judge, Place, Standing, owner_of
from tests.matrix.test_content import Editions, ask_everything
from tests.matrix.test_discussions import PostJudge, ask_discussion, ask_post
from tests.matrix.world import PLACES, SPACE_STEPS

#: Who created something in the spaces of each state.
INSIDE = tuple(actor for actor in ACTORS if owner_of(actor) in (SOMEBODY, "own-member", "own-author"))


class SpaceJudge(Judge):
    """What the state of a space leaves of it is in its own table; it stops no step of its own."""

    still = False


@pytest.mark.parametrize("actor", OTHERS, ids=lambda actor: actor.name)
@pytest.mark.parametrize("state", SPACE_STEPS)
@pytest.mark.parametrize("preset", design.PRESETS)
def test_space(world, preset, state, actor):
    place = Place(design.PRESETS[preset], state)
    judge = SpaceJudge(design.SPACE_ROWS, design.SPACE_TRANSITIONS, place)
    path = world.paths[preset, "space", state, SOMEBODY]
    wrong = Wrong()
    ask_space(world, wrong, actor, path, judge, Standing(actor, place), state)
    if not wrong:
        ask_deletion(world, wrong, actor, world.paths[preset, "empty space", state, SOMEBODY], judge,
                     Standing(actor, place), state)
    assert not wrong, "\n".join([f"{preset}, space {state}, {actor.name}:", *wrong])


def ask_space(world, wrong, actor, path, judge, standing, state):
    if not judge.sees(standing, state):
        ask_hidden(world, wrong, actor, path, judge.names)
        for service in ("@members", "@navigation", "@breadcrumbs", "@types", "@search"):
            ask_api(world, wrong, actor, f"GET {service}", f"{path}/{service}", 404)
        for service in ("@members", "@join", "@sharing"):
            ask_api(world, wrong, actor, f"POST {service}", f"{path}/{service}", 404, "POST")
        for page in ("about", "people", "settings", "join", "leave", "documents", "discussions"):
            ask_page(world, wrong, actor, f"page {page}", f"{path}/{page}", 404)
        return
    found = ask_api(world, wrong, actor, "view", path, 200)
    wrong.check("review_state", state, found.response.json["review_state"])
    for page in ("", "/about", "/people"):
        ask_page(world, wrong, actor, f"page {page}", path + page, 200)
    ask_permissions(world, wrong, actor, path, judge, standing, state, ("edit", "add", "manage", "delete"))
    expected = judge.may(standing, "edit", state)
    ask_api(world, wrong, actor, "PATCH", path, expected, "PATCH", 204, body={"title": "Mine"})
    ask_api(world, wrong, actor, "PATCH of dials", path, expected, "PATCH", 204,
            body={"visibility": "private", "joining": "invitation"})
    ask_page(world, wrong, actor, "edit page", f"{path}/edit", expected)
    expected = judge.may(standing, "manage", state)
    ask_page(world, wrong, actor, "settings", f"{path}/settings", expected)
    ask_page(world, wrong, actor, "POST settings", f"{path}/settings", expected, "POST", 303,
             params={"preset": "members-group"})
    member = {"person": "outsider", "roles": ["reader"]}
    ask_api(world, wrong, actor, "POST @members", f"{path}/@members", expected, "POST", body=member)
    leaving = own(actor, expected, state)
    ask_api(world, wrong, actor, "DELETE @members", f"{path}/@members/reader", leaving, "DELETE", 204)
    if actor.login == "reader":
        ask_page(world, wrong, actor, "leave", f"{path}/leave", leaving, "POST", 303)
    if actor.login == "outsider":
        ask_page(world, wrong, actor, "leave", f"{path}/leave", 404, "POST")
    ask_page(world, wrong, actor, "POST people", f"{path}/people", expected, "POST", 303,
             params={"person": "outsider", "role": "reader", "until": ""})
    expected = judge.may(standing, "add", state)
    ask_api(world, wrong, actor, "add a repository", path, expected, "POST", 201,
            body={"@type": "repository", "title": "Another"})
    ask_page(world, wrong, actor, "form for a repository", f"{path}/add/repository", expected)
    ask_steps(world, wrong, actor, path, judge, standing, state, look=lambda site: find_resource(site, path).state,
              after=lambda name: design.target_of(judge.transitions, name, state))


def own(actor, expected, state):
    """Whoever is a member leaves by themselves, where anything can be changed at all."""
    if actor.login == "reader":
        return 409 if state in design.STILL else 200
    return expected


def ask_deletion(world, wrong, actor, path, judge, standing, state):
    """A space goes when there is nothing in it, and stays while there is."""
    if not judge.sees(standing, state):
        return
    expected = judge.may(standing, "delete", state)
    ask_page(world, wrong, actor, "delete page", f"{path}/delete", expected)
    ask_page(world, wrong, actor, "POST delete", f"{path}/delete", expected, "POST", 303)
    ask_api(world, wrong, actor, "DELETE", path, expected, "DELETE", 204)


@pytest.mark.parametrize("actor", INSIDE, ids=lambda actor: actor.name)
@pytest.mark.parametrize("state", SPACE_STEPS)
@pytest.mark.parametrize("preset", design.PRESETS)
def test_what_is_in_a_space(world, preset, state, actor):
    """An archived or suspended space leaves nothing but reading; a draft is for its roster."""
    place = Place(design.PRESETS[preset], state)
    standing, maker = Standing(actor, place), owner_of(actor)
    wrong = Wrong()
    judge = Judge(design.CONTENT_ROWS, design.CONTENT_TRANSITIONS, place)
    for one in ("draft", "proposed", "published"):
        path = world.paths[preset, f"document in {state}", one, maker]
        found = Wrong()
        ask_everything(world, found, actor, path, judge, standing, Editions.of(one), pages=False)
        wrong.extend(f"document {one}, {line}" for line in found)
    judge = Judge(design.DISCUSSION_ROWS, design.DISCUSSION_TRANSITIONS, place)
    ask_discussion(world, wrong, actor, world.paths[preset, f"discussion in {state}", "open", maker], judge, standing,
                   "open")
    judge = PostJudge(design.POST_ROWS, design.POST_TRANSITIONS, place, "open")
    path = world.paths[preset, f"post in {state}", "reply", maker]
    ask_post(world, wrong, actor, path, judge, standing, "published")
    assert not wrong, "\n".join([f"{preset}, in a space {state}, {actor.name}:", *wrong])


SENT = {
    "documents": {"@type": "document", "title": "Mine"},
    "discussions": {"@type": "discussion", "title": "Mine", "text": "<p>So?</p>"},
    "repository": {"@type": "resource", "title": "Mine"},
}


@pytest.mark.parametrize("actor", OTHERS, ids=lambda actor: actor.name)
@pytest.mark.parametrize("state", SPACE_STEPS)
@pytest.mark.parametrize("preset", design.PRESETS)
def test_rooms(world, preset, state, actor):
    """Forums and libraries have no state of their own; they use the row of containers, and the dials."""
    place = Place(design.PRESETS[preset], state)
    judge, standing = Judge(design.SPACE_ROWS, (), place), Standing(actor, place, creator=actor.login == "owner")
    wrong = Wrong()
    rooms = ("documents", "discussions") if state != "active" else SENT
    space = world.paths[preset, "space", state, SOMEBODY] if state != "active" else PLACES[preset][0]
    for room in rooms:
        ask_room(world, wrong, actor, f"{space}/{room}", judge, standing, SENT[room])
    assert not wrong, "\n".join([f"{preset}, rooms of a space {state}, {actor.name}:", *wrong])


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
@pytest.mark.parametrize("preset", design.PRESETS)
def test_folders(world, preset, actor):
    place = PLACES[preset][1]
    judge, standing = Judge(design.SPACE_ROWS, (), place), Standing(actor, place)
    path = world.paths[preset, "folder", "container", owner_of(actor)]
    wrong = Wrong()
    ask_room(world, wrong, actor, path, judge, standing, SENT["documents"])
    if judge.sees(standing, "container"):
        expected = judge.may(standing, "delete", "container")
        ask_api(world, wrong, actor, "DELETE", path, expected, "DELETE", 204)
        ask_page(world, wrong, actor, "delete page", f"{path}/delete", expected)
        ask_page(world, wrong, actor, "POST delete", f"{path}/delete", expected, "POST", 303)
    assert not wrong, "\n".join([f"{preset}, a folder, {actor.name}:", *wrong])


def ask_room(world, wrong, actor, path, judge, standing, sent):
    kind = sent["@type"]
    if not judge.sees(standing, "container"):
        ask_hidden(world, wrong, actor, path, ("submit",))
        ask_api(world, wrong, actor, "add", path, 404, "POST", body=sent)
        ask_page(world, wrong, actor, "form to add", f"{path}/add/{kind}", 404)
        return
    ask_api(world, wrong, actor, "view", path, 200)
    ask_page(world, wrong, actor, "page", path, 200)
    ask_permissions(world, wrong, actor, path, judge, standing, "container", ("edit", "add", "manage"))
    expected = judge.may(standing, "edit", "container")
    ask_api(world, wrong, actor, "PATCH", path, expected, "PATCH", 204, body={"title": "Mine"})
    ask_page(world, wrong, actor, "edit page", f"{path}/edit", expected)
    expected = judge.may(standing, "add", "container")
    answered = ask_api(world, wrong, actor, "add", path, expected, "POST", 201, body=sent)
    if answered.status == 201:
        wrong.check("state of what was added", "open" if kind == "discussion" else "draft",
                    answered.response.json["review_state"])
    ask_page(world, wrong, actor, "form to add", f"{path}/add/{kind}", expected)
    expected = judge.may(standing, "manage", "container")
    ask_api(world, wrong, actor, "GET @sharing", f"{path}/@sharing", expected)


@pytest.mark.parametrize("actor", OTHERS, ids=lambda actor: actor.name)
@pytest.mark.parametrize("path, kind", [
    ("/workspaces", "workspace"), ("/coalitions", "coalition"), ("/coalitions/it", "workspace")])
def test_anybody_signed_in_may_propose_a_space(world, path, kind, actor):
    wrong = Wrong()
    expected = 200 if actor.login else 401
    sent = {"@type": kind, "title": "A new one"}
    answered = ask_api(world, wrong, actor, "add", path, expected, "POST", 201, body=sent)
    if expected == 200 and not wrong:
        at_once = actor.site in ("administrator", "site moderator")
        wrong.check("state", "active" if at_once else "draft", answered.response.json["review_state"])
    ask_page(world, wrong, actor, "form", f"{path}/add/{kind}", expected)
    assert not wrong, "\n".join([f"{kind} in {path}, {actor.name}:", *wrong])
