"""Every combination of policies, turned on one space in which everything is there already, and asked of the site."""

from itertools import product

import pytest

from moothall.core.access.space_policies import POLICIES
from tests.factories import PRESET_SPACES
from tests.matrix import design
from tests.matrix.asking import Asking
from tests.matrix.cast import ACTORS, Judge, Place, Standing, owner_of
from tests.matrix.test_content import BEFORE, Editions, ask_content
from tests.matrix.test_discussions import ask_reply
from tests.matrix.test_spaces import SENT, SpaceJudge, ask_room
from tests.matrix.world import CONTENT_STEPS

#: Under this name the world knows what is in the space whose policies are turned.
PRESET = "open-community"
SPACE = PRESET_SPACES[PRESET]
VALUES = [tuple(values) for _title, values in POLICIES.values()]
#: A private space that everybody may join is refused.
COMBINATIONS = [policies for policies in product(*VALUES) if policies[:2] != ("private", "open")]
#: In each run: none of them a preset, and each value of each policy in one of them.
OFTEN = [
    ("signed-in", "open", "signed-in", "pre", "first"),
    ("private", "request", "authors", "post", "all"),
    ("public", "invitation", "members", "pre", "none"),
]
QUICKLY = ("guest", "outsider", "member", "administrator", "banned member", "creator, an author")
JOINING = VALUES[1:3]


def test_the_presets_are_left_to_the_other_tests():
    assert not set(OFTEN) & set(design.PRESETS.values())
    assert [set(values) for values in zip(*OFTEN, strict=True)] == [
        {"signed-in", "private", "public"},
        {"open", "request", "invitation"},
        {"signed-in", "authors", "members"},
        {"pre", "post"},
        {"first", "all", "none"},
    ]


@pytest.mark.parametrize(
    "thorough, policies",
    [
        pytest.param(
            thorough, policies, id="-".join(policies) + "-thorough" * thorough, marks=[pytest.mark.long] * thorough
        )
        for thorough, several in ((False, OFTEN), (True, COMBINATIONS))
        for policies in several
    ],
)
def test_every_combination_of_policies(world, thorough, policies):
    """Who reads, joins, adds and replies, and choose what happens a document, for everybody."""
    place, wrong = Place(policies), []
    with world.turned(SPACE, policies):
        for actor in ACTORS if thorough else [one for one in ACTORS if one.name in QUICKLY]:
            asking = _asking(world, actor, place, wrong)
            ask_joining(asking("", design.SPACE_ROWS, (), "space, ", SpaceJudge, item=False))
            for room, sent in SENT.items():
                ask_room(
                    asking(f"/{room}", design.SPACE_ROWS, (), f"{room}, ", owns=False, item=False),
                    sent,
                )
            ask_talk(asking(_of(world, actor, "discussion", "open"), design.DISCUSSION_ROWS, (), "discussion, "))
            # What happens to posts does not matter to documents: one of the three values stands for all.
            for state in ("draft", "proposed", "published") if policies[4] == "none" or not thorough else ():
                ask_content(
                    asking(
                        _of(world, actor, "document", state),
                        design.CONTENT_ROWS,
                        design.CONTENT_TRANSITIONS,
                        f"document {state}, ",
                        leaf=True,
                    ),
                    Editions.of(state),
                )
    assert not wrong, "\n".join([f"{', '.join(policies)}:", *wrong])


@pytest.mark.long
@pytest.mark.parametrize("joining, creation, moderation", list(product(*JOINING, VALUES[3])))
@pytest.mark.parametrize("state", CONTENT_STEPS)
def test_documents_whatever_joining_and_creation(world, state, joining, creation, moderation):
    """Every step tried by everybody from every state, however people join and whoever may add."""
    policies, wrong = ("signed-in", joining, creation, moderation, "none"), []
    place = Place(policies)
    with world.turned(SPACE, policies):
        for actor in ACTORS:
            by = {"deleted": "facilitator", "deleted by its creator": owner_of(actor)}.get(state)
            asking = _asking(world, actor, place, wrong)
            ask_content(
                asking(
                    _of(world, actor, "document", state),
                    design.CONTENT_ROWS,
                    design.CONTENT_TRANSITIONS,
                    "",
                    deleter=by is not None and by == actor.login,
                    leaf=True,
                    before=BEFORE.get(state),
                ),
                Editions.of(state),
            )
    assert not wrong, "\n".join([f"{', '.join(policies)}, document {state}:", *wrong])


def _of(world, actor, kind, state):
    return world.paths[PRESET, kind, state, owner_of(actor)].removeprefix(SPACE)


def _asking(world, actor, place, wrong):
    """A function that makes the :class:`Asking` about something in the space."""

    def asking(path, rows, transitions, about, judge=Judge, owns=None, before=None, **standing):
        return Asking(
            world,
            actor,
            SPACE + path,
            judge(rows, transitions, place, before),
            Standing(actor, place, creator=owns, **standing),
            False,
            wrong,
            f"{actor.name}, {about}",
        )

    return asking


def ask_joining(asking):
    """Members cannot join again, nor who is banned at all; the others as the policy says.

    Whoever became a member by their own act is told again that they joined, as after a double click.
    """
    actor, joining = asking.actor, asking.judge.place.policies[1]
    founded = actor.role == "owner"
    if not asking.judge.sees(asking.standing, "active"):
        expected = 404
    elif actor.login is None:
        expected = 401
    elif actor.banned:
        expected = 403
    elif founded:
        expected = 200
    elif actor.role or (actor.was and not actor.ended and not actor.removed):
        expected = 409
    else:
        expected = 403 if joining == "invitation" else 200
    answered = asking.api("POST @join", "/@join", expected, "POST", body={"message": "Please."})
    if answered.status == 200:
        asking.check(
            "@join", "joined" if joining == "open" or founded else "requested", answered.response.json["status"]
        )
    asking.page("POST join", "/join", expected, "POST", 303, params={"message": "Please."})


def ask_talk(asking):
    if asking.judge.sees(asking.standing, "open"):
        ask_reply(asking, "open")
    else:
        asking.hidden()
