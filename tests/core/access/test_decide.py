"""What ``decide`` answers about made-up access data: each token, each role, each moment."""

import pytest

from moothall.core.access.decide import decide
from moothall.core.access.permissions import Permission
from moothall.core.access.person import GUEST
from moothall.core.access.subjects import Subject
from tests.core.access.access import (
    ADMIN,
    BESIDE,
    EVERYBODY,
    NESTED,
    NOW,
    OUTSIDER,
    PAGE,
    ROLES,
    ROOT,
    SPACE_1,
    STAFF,
    VISIBLE,
    Access,
)


@pytest.mark.parametrize("visibility", VISIBLE)
def test_readers_depend_on_the_visibility(visibility):
    assert Access(visibility=visibility).who("readers", permission="view") == VISIBLE[visibility]


@pytest.mark.parametrize(("state", "version", "policy", "seen"), [
    ("draft", 1, "public", "private"), ("proposed", 1, "signed-in", "private"), ("proposed", 2, "public", "signed-in"),
    ("proposed", 2, "signed-in", "signed-in"), ("proposed", 2, "private", "private"),
    ("archived", 1, "public", "public"), ("suspended", 1, "signed-in", "signed-in"), ("draft", 2, "public", "private"),
])  # fmt: skip
def test_a_space_is_no_wider_than_its_state_and_nothing_in_it_is_wider(state, version, policy, seen):
    access = Access(state, visibility=policy)
    access.records.set_definition(access.records.get(SPACE_1), "space", (101, version))
    for scope in (SPACE_1, PAGE, NESTED):
        who = access.who("readers", permission="view", scope=scope)
        if scope == NESTED and seen == "private":
            # Nobody is a member of the inner space.
            assert who == []
        else:
            assert who == VISIBLE[seen], scope
    assert access.who("readers", permission="view", scope=BESIDE) == EVERYBODY


@pytest.mark.parametrize(("tokens", "who"), [
    (["guest"], EVERYBODY), (["person"], EVERYBODY[1:]), (["member"], ["member", "author", *ROLES[3:]]),
    (["author"], ["author", "facilitator", "owner"]), (["moderator"], ["moderator", "facilitator", "owner"]),
    (["owner"], ["owner"]), (["owner", "author", "moderator"], ["author", "moderator", "facilitator", "owner"]),
    (["nothing"], []), ([], []),
])  # fmt: skip
def test_a_role_holds_those_below_it(tokens, who):
    access = Access()
    assert access.who(*tokens) == who
    assert [role for role in ROLES if access.may(STAFF[role], *tokens, scope=PAGE)] == [w for w in who if w in ROLES]


@pytest.mark.parametrize(("creation", "visibility", "who"), [
    ("members", "public", ROLES[1:]), ("authors", "public", ("author", "facilitator", "owner")),
    ("signed-in", "public", ("outsider", *ROLES)), ("signed-in", "signed-in", ("outsider", *ROLES)),
    ("signed-in", "private", ROLES), ("members", "private", ROLES[1:]),
])  # fmt: skip
def test_who_can_add_depends_on_the_policies(creation, visibility, who):
    access = Access(creation=creation, visibility=visibility)
    assert tuple(access.who("creators", permission="add")) == who


@pytest.mark.parametrize(("token", "own"), [("creator", ("creator",)), ("deleter", ("creator", "deleter"))])
def test_an_own_item_is_seen_as_long_as_the_space_can_be_read(token, own):
    access = Access(visibility="private")

    def sees(person, by, names=own):
        return access.may(person, token, permission="view", scope=PAGE, **dict.fromkeys(names, by))

    assert sees(STAFF["member"], "the-member")
    assert not sees(STAFF["member"], "the-author")
    assert not sees(STAFF["member"], None)
    assert not sees(STAFF["member"], "the-member", {"creator", "deleter"} - {token})
    assert not sees(OUTSIDER, "outsider")
    assert not sees(GUEST, None)
    # Somebody it was shared with is let in.
    access.give(PAGE, "outsider", "reader")
    assert sees(OUTSIDER, "outsider")


def test_nobody_has_created_an_item_without_creator_and_guests_have_created_nothing():
    access = Access(visibility="public")
    assert access.who("creator", "deleter", permission="view") == []


def test_who_is_banned_has_no_own_items_even_where_guests_read():
    access = Access(visibility="public")
    access.ban(SPACE_1, STAFF["author"])
    assert not access.may(STAFF["author"], "creator", permission="view", creator="the-author")
    assert access.may(STAFF["author"], "readers", permission="view")


def test_an_own_role_needs_the_role_and_the_creator():
    access = Access()
    assert access.may(STAFF["author"], "own:author", creator="the-author")
    assert not access.may(STAFF["author"], "own:author", creator="the-owner")
    assert not access.may(STAFF["member"], "own:author", creator="the-member")


@pytest.mark.parametrize("kind", ["pre", "post"])
def test_a_token_may_hold_under_one_moderation_only(kind):
    other = {"pre": "post", "post": "pre"}[kind]
    assert Access(moderation=kind).who(f"{kind}:author") == ["author", "facilitator", "owner"]
    assert Access(moderation=other).who(f"{kind}:author") == []
    for moderation in (kind, other):
        held = Access(moderation=moderation).may(STAFF["author"], f"{kind}:own:author", creator="the-author")
        assert held == (moderation == kind)
    # The tokens after one that does not match count too.
    assert Access(moderation=other).who(f"{kind}:author", "own:author", "owner") == ["owner"]


@pytest.mark.parametrize("first", ["creator", "deleter", "creators", "own:author", "pre:author", "readers"])
def test_any_token_is_enough(first):
    access = Access(visibility="private", creation="authors", moderation="post")
    assert access.who(first, "person") == EVERYBODY[1:]


def test_a_working_copy_is_seen_by_those_who_see_its_published_version():
    access = Access(visibility="private")
    access.give(PAGE, "outsider", "reader")
    copy = {"scope": SPACE_1, "published_state": "published"}
    assert access.who("person", permission="view", scope=SPACE_1) == EVERYBODY[1:]
    assert access.who("person", permission="view", **copy) == list(ROLES)
    assert access.who("owner", permission="view", **copy) == ["owner"]
    mine = Access(visibility="public")
    mine.published = ["creator"]
    assert mine.may(STAFF["member"], "creator", permission="view", **copy, creator="the-member")
    # What can be done with it depends on its own state.
    assert access.who("person", permission="edit", **copy) == EVERYBODY[1:]


@pytest.mark.parametrize("state", ["archived", "suspended"])
def test_a_space_that_is_closed_can_be_read_only(state):
    access = Access(state, visibility="public")
    for scope in (SPACE_1, PAGE, NESTED):
        assert access.may(ADMIN, "owner", permission="view", scope=scope)
        assert not access.may(ADMIN, "owner", permission="edit", scope=scope)
    assert access.may(ADMIN, "owner", permission="edit", scope=BESIDE)


def test_a_mask_takes_permissions_away_from_everybody():
    access = Access()
    for permission, allowed in (("view", True), ("edit", False), ("reply", True)):
        masked = frozenset({Permission.EDIT})
        assert access.may(ADMIN, "owner", permission=permission, masked=masked) == allowed


def test_a_space_may_use_another_version_of_a_workflow():
    access = Access()
    access.records.set_definition(access.records.get(SPACE_1), "content", (100, 2))
    for scope, who in ((SPACE_1, ["owner"]), (PAGE, ["owner"]), (NESTED, []), (ROOT, [])):
        assert access.who("reader", scope=scope) == who, scope
    assert access.who("guest", scope=ROOT) == EVERYBODY


def test_the_result_says_why():
    access = Access()
    access.tokens = {"edit": ["author", "owner"]}
    subject = Subject(SPACE_1, "content", "draft")
    result = decide(access.data(), STAFF["member"], subject, Permission.EDIT, NOW)
    assert (result.allowed, result.permission, result.subject, result.row, result.masked) == (
        False, "edit", subject, ("author", "owner"), False,
    )  # fmt: skip
    assert result.roles & {"guest", "person", *ROLES} == {"guest", "person", "member", "reader"}
    masked = decide(access.data(), STAFF["owner"], subject._replace(masked={"edit"}), Permission.EDIT, NOW)
    assert (masked.allowed, masked.masked) == (False, True)
    assert not decide(access.data(), STAFF["owner"], subject, Permission.EDIT, NOW).masked
