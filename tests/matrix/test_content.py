"""Documents and resources: everything anybody may do, in every state, under every preset, asked of the site."""

from itertools import product

import pytest
from pyramid.traversal import find_resource

from tests.matrix import design
from tests.matrix.asking import Asking, at_depth
from tests.matrix.cast import ACTORS, LET_IN, Judge, Standing, owner_of
from tests.matrix.world import CONTENT_STEPS, PLACES

LIVE = ("published", "deletion_requested", "archived")
#: What a deleted item was before.
BEFORE = {"deleted": "published", "deleted by its creator": "draft"}

#: Documents follow the policies; resources are always pre-moderated, in the repository of the site and of a space.
CASES = [
    *product(design.PRESETS, ("document", "resource"), CONTENT_STEPS),
    *product(("repository",), ("resource",), CONTENT_STEPS),
]


class Editions:
    """The two editions of an item by their states, as the design describes choose what happens them."""

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
        if target == "the_previous_state":
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


@pytest.mark.parametrize("actor", [*ACTORS, *LET_IN], ids=lambda actor: actor.name)
@pytest.mark.parametrize(
    "thorough, preset, kind, state",
    # Resources in a space differ from documents by their table alone, which the site's own repository shows.
    at_depth(CASES, lambda preset, kind, state: kind == "document" or preset == "repository"),
)
def test_content(world, thorough, preset, kind, state, actor):
    place = PLACES[preset][1]
    if kind == "resource":
        place = place._replace(policies=(*place.policies[:3], "pre", place.policies[4]))
    by = {"deleted": "facilitator", "deleted by its creator": owner_of(actor)}.get(state)
    asking = Asking(
        world,
        actor,
        world.paths[preset, kind, state, owner_of(actor)],
        Judge(design.CONTENT_ROWS, design.CONTENT_TRANSITIONS, place, BEFORE.get(state)),
        Standing(actor, place, deleter=by is not None and by == actor.login, leaf=True, room=True),
        thorough,
    )
    ask_content(asking, Editions.of(state))
    assert not asking.wrong, "\n".join([f"{preset}, {kind} {state}, {actor.name}:", *asking.wrong])


def ask_content(asking, editions):
    shown = editions.shown(asking.judge, asking.standing)
    if shown is None:
        asking.hidden()
        return
    kind, state = shown
    ask_view(asking, editions, kind, state)
    asking.permissions(state, ("edit", "delete", "share"))
    asking.api("GET @sharing", "/@sharing", asking.takes_back("share", state))
    ask_change(asking, kind, state)
    asking.deletion(state, look(asking.path), editions.after(kind, "deleted"))
    asking.steps(
        state,
        look(asking.path),
        lambda name: editions.after(kind, design.target_of(asking.judge.transitions, name, state)),
    )


def ask_view(asking, editions, kind, state):
    found = asking.api("view", "", 200)
    if found.status == 200:
        said = found.response.json
        asking.check("review_state", state, said["review_state"])
        asking.check("live", kind == "working" and editions.live is not None, said.get("live", False))
    live = editions.live if not editions.deleted else "deleted"
    readable = editions.live is not None and asking.judge.sees(asking.standing, live)
    found = asking.api("view ?edition=live", "?edition=live", 200 if readable else 404)
    if found.status == 200:
        asking.check("review_state of the live one", live, found.response.json["review_state"])
    asking.page("page", "", 200)


def ask_change(asking, kind, state):
    """Who may publish an item changes what readers see; the others open a working copy."""
    answered = asking.change(state, {"title": "Mine"}, titles(asking.path))
    if answered.status != 204:
        return
    at_once = kind == "live" and asking.standing.is_one_of(design.AT_ONCE[asking.judge.place.moderation])
    working, working_state, live = answered.seen
    asking.check("PATCH, then what readers see is mine", at_once, live == "Mine")
    if not at_once:
        asking.check("PATCH, then", ("Mine", state if kind == "working" else "draft"), (working, working_state))
