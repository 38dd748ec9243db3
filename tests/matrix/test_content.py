"""Documents and resources: everything anybody may do, in every state, under every preset, asked of the site."""

import pytest
from pyramid.traversal import find_resource

from tests.matrix import design
from tests.matrix.asking import Wrong, ask_api, ask_hidden, ask_page, ask_permissions, ask_steps
from tests.matrix.cast import ACTORS, Judge, Standing, owner_of
from tests.matrix.world import CONTENT_STEPS, PLACES

LIVE = ("published", "deletion_requested", "archived")
ASKED = ("edit", "delete", "share")

#: (place, kind): documents follow the dials, resources are always pre-moderated.
CASES = [*((preset, kind) for preset in design.PRESETS for kind in ("document", "resource"))]
CASES.append(("repository", "resource"))


class Editions:
    """The two editions of an item by their states, as the design describes what becomes of them."""

    def __init__(self, working, live, deleted=False):
        self.working, self.live, self.deleted = working, live, deleted

    @classmethod
    def of(cls, state):
        if state.startswith("deleted"):
            return cls(None, "published", True) if state == "deleted" else cls("draft", None, True)
        first, _, second = state.partition(", ")
        if second:
            return cls(second, "published" if first == "live" else first)
        return cls(None, state) if state in LIVE else cls(state, None)

    def shown(self, judge, standing):
        """(kind, state) of the edition this person works with, ``None`` where they see none."""
        for kind, state in (("working", self.working), ("live", self.live)):
            if state is not None:
                asked = "deleted" if self.deleted else state
                if judge.sees(standing, asked):
                    return kind, asked
        return None

    def after(self, kind, target):
        """What becomes of them when the edition shown moves to ``target``."""
        working, live = self.working, self.live
        if target == "deleted":
            return (None, live, False) if kind == "working" and live else (working, live, True)
        if target == "the_state_before":
            return working, live, False
        if target in LIVE:
            return (None if kind == "working" else working), target, False
        return target, live, False


def look(path):
    """The editions of an item as they are stored."""
    def see(site):
        item = find_resource(site, path)
        return item.working_state, item.live_state, item.deleted is not None
    return see


def titles(path):
    """The titles of the editions, and the state of the working one."""
    def see(site):
        item = find_resource(site, path)
        working, live = item.working, item.live
        return working and working.version.title, item.working_state, live and live.version.title
    return see


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
@pytest.mark.parametrize("state", CONTENT_STEPS)
@pytest.mark.parametrize("preset, kind", CASES)
def test_content(world, preset, kind, state, actor):
    place = PLACES[preset][1]
    if kind == "resource":
        place = place._replace(dials=(*place.dials[:3], "pre", place.dials[4]))
    judge = Judge(design.CONTENT_ROWS, design.CONTENT_TRANSITIONS, place)
    path = world.paths[preset, kind, state, owner_of(actor)]
    by = {"deleted": "facilitator", "deleted by its creator": owner_of(actor)}.get(state)
    standing = Standing(actor, place, deleter=by is not None and by == actor.login)
    # Resources in a space differ from documents by their table alone: what pages do with it is asked once.
    pages = kind == "document" or preset == "repository"
    wrong = Wrong()
    ask_everything(world, wrong, actor, path, judge, standing, Editions.of(state), pages)
    assert not wrong, "\n".join([f"{preset}, {kind} {state}, {actor.name}:", *wrong])


def ask_everything(world, wrong, actor, path, judge, standing, editions, pages):
    shown = editions.shown(judge, standing)
    if shown is None:
        ask_hidden(world, wrong, actor, path, judge.names, pages)
        return
    kind, state = shown
    ask_view(world, wrong, actor, path, judge, standing, editions, shown, pages)
    ask_permissions(world, wrong, actor, path, judge, standing, state, ASKED)
    ask_api(world, wrong, actor, "GET @sharing", f"{path}/@sharing", judge.may(standing, "share", state))
    ask_edit(world, wrong, actor, path, judge, standing, editions, shown, pages)
    ask_delete(world, wrong, actor, path, judge, standing, editions, shown, pages)
    ask_steps(
        world, wrong, actor, path, judge, standing, state, pages, look(path),
        lambda name: editions.after(kind, design.target_of(judge.transitions, name, state)))


def ask_view(world, wrong, actor, path, judge, standing, editions, shown, pages):
    kind, state = shown
    found = ask_api(world, wrong, actor, "view", path, 200)
    if found.status == 200:
        said = found.response.json
        wrong.check("review_state", state, said["review_state"])
        wrong.check("live", kind == "working" and editions.live is not None, said.get("live", False))
    live = editions.live if not editions.deleted else "deleted"
    readable = editions.live is not None and judge.sees(standing, live)
    found = ask_api(world, wrong, actor, "view ?edition=live", f"{path}?edition=live", 200 if readable else 404)
    if found.status == 200:
        wrong.check("review_state of the live one", live, found.response.json["review_state"])
    if pages:
        ask_page(world, wrong, actor, "page", path, 200)


def ask_edit(world, wrong, actor, path, judge, standing, editions, shown, pages):
    kind, state = shown
    expected = judge.may(standing, "edit", state)
    answered = ask_api(world, wrong, actor, "PATCH", path, expected, "PATCH", 204, body={"title": "Mine"},
                       look=titles(path))
    if answered.status == 204:
        at_once = standing.is_one_of(design.AT_ONCE[judge.place.moderation])
        working, working_state, live = answered.seen
        if kind == "working":
            wrong.check("PATCH, then", ("Mine", state), (working, working_state))
        elif at_once:
            wrong.check("PATCH, then live", "Mine", live)
        else:
            wrong.check("PATCH, then", ("Mine", "draft"), (working, working_state))
        if kind == "working" or not at_once:
            wrong.check("PATCH, then live unchanged", True, live != "Mine")
    if pages:
        ask_page(world, wrong, actor, "edit page", f"{path}/edit", expected)
        if expected != 200:
            ask_page(world, wrong, actor, "POST edit", f"{path}/edit", expected, "POST", params={"title": "Mine"})


def ask_delete(world, wrong, actor, path, judge, standing, editions, shown, pages):
    kind, state = shown
    expected = judge.may(standing, "delete", state)
    after = editions.after(kind, "deleted")
    answered = ask_api(world, wrong, actor, "DELETE", path, expected, "DELETE", 204, look=look(path))
    if answered.status == 204:
        wrong.check("DELETE, then", after, answered.seen)
    if pages:
        ask_page(world, wrong, actor, "delete page", f"{path}/delete", expected)
        answered = ask_page(world, wrong, actor, "POST delete", f"{path}/delete", expected, "POST", 303,
                            look=look(path))
        if expected == 200:
            wrong.check("POST delete, then", after, answered.seen)
