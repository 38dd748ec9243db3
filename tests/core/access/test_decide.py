"""What ``decide`` answers about made-up access data: each token, each role, each moment."""

from datetime import UTC, datetime, timedelta

import pytest

from moothall.core.access.decide import decide
from moothall.core.access.held_roles import AccessData, earlier_end
from moothall.core.access.permissions import Permission
from moothall.core.access.person import GUEST, Person
from moothall.core.access.records import ITEM, REPOSITORY, SITE, SPACE, AccessRecord, AccessRecords, Ban, Grant
from moothall.core.access.space_policies import DEFAULTS
from moothall.core.access.subjects import Subject
from moothall.core.workflow.definition import Definition
from tests.workflow_kinds import shipped

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
ROLES = ("reader", "member", "author", "moderator", "facilitator", "owner")
#: The uids of the scopes.  A folder and a document are in the space; the other spaces are beside it or inside.
ROOT, SHELF, SPACE_1, FOLDER, PAGE, BESIDE, NESTED = range(1, 8)

#: Everybody holds the role of their name in the space.
STAFF = {role: Person(f"the-{role}") for role in ROLES}
OUTSIDER = Person("outsider", frozenset({"team"}))
ADMIN, SITE_MODERATOR, REVIEWER = (
    Person(role, site_roles=frozenset({role})) for role in ("administrator", "site_moderator", "reviewer")
)

CONTENT_WORKFLOW, SPACE_WORKFLOW = shipped("content"), Definition(shipped("space"))
#: Shows proposed spaces to everyone who is logged in.
WIDER_SPACE_WORKFLOW = Definition(
    {**shipped("space"), "matrix": {**shipped("space")["matrix"], "proposed": {"view": ["person"]}}}
)


class Access:
    """Access data of a small site, to be changed by a test and asked."""

    def __init__(self, state="active", **policies):
        self.records = AccessRecords()
        self.records.definitions.update(content=(100, 1), space=(101, 1))
        self.tokens, self.published = {}, ["readers"]
        self.add(ROOT, SITE, None, policies={**DEFAULTS, "visibility": "public"})
        self.add(SHELF, REPOSITORY, ROOT, policies={**DEFAULTS, "visibility": "public"})
        self.add(SPACE_1, SPACE, ROOT, policies={**DEFAULTS, **policies}, state=state)
        self.add(FOLDER, ITEM, SPACE_1)
        self.add(PAGE, ITEM, FOLDER, leaf=True)
        self.add(BESIDE, SPACE, ROOT, policies={**DEFAULTS, "visibility": "public"})
        self.add(NESTED, SPACE, SPACE_1, policies={**DEFAULTS, "visibility": "public"})
        for role, person in STAFF.items():
            self.give(SPACE_1, person.id, role)

    def add(self, uid, kind, parent, **more):
        self.records.add(AccessRecord(uid, kind, parent, **more))

    def give(self, scope, principal, *roles, since=-DAY, until=None, by="somebody"):
        record = self.records.get(scope)
        grants = [Grant(role, NOW + since, None if until is None else NOW + until, None, by) for role in roles]
        self.records.set_grants(record, principal, [*record.grants.get(principal, ()), *grants])

    def ban(self, scope, person, since=-DAY, until=None):
        ban = Ban(NOW + since, None if until is None else NOW + until, "Rude.", "somebody")
        self.records.set_ban(self.records.get(scope), person.id, ban)

    def restrict(self, scope):
        self.records.set_inherits(self.records.get(scope), False)

    def data(self):
        """Return the access data as a request sees them: what is worked out is kept for that long."""
        return AccessData(self.records, self.definition)

    def definition(self, uid, version):
        if uid == 101:
            return SPACE_WORKFLOW if version == 1 else WIDER_SPACE_WORKFLOW
        if version == 2:
            return Definition({**CONTENT_WORKFLOW, "matrix": {"draft": {"edit": ["owner"]}}})
        return Definition({**CONTENT_WORKFLOW, "matrix": {"draft": self.tokens, "published": {"view": self.published}}})

    def roles(self, person, scope=SPACE_1, now=NOW):
        return set(self.data().roles(person, scope, now))

    def may(self, person, *tokens, permission="edit", scope=SPACE_1, state="draft", **more):
        """Say whether somebody with one of the tokens would be allowed."""
        self.tokens = {permission: list(tokens)}
        subject = Subject(scope, "content", state, **more)
        return bool(decide(self.data(), person, subject, Permission(permission, "", ""), NOW))

    def who(self, *tokens, **more):
        """Return who is allowed, of guests, outsiders and the roles of the space."""
        people = {"guest": GUEST, "outsider": OUTSIDER, **STAFF}
        return [name for name, person in people.items() if self.may(person, *tokens, **more)]


EVERYBODY = ["guest", "outsider", *ROLES]
VISIBLE = {"public": EVERYBODY, "signed-in": EVERYBODY[1:], "private": list(ROLES)}


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


# -- roles


def test_a_person_without_role_is_a_person_and_a_guest_is_not():
    access = Access()
    assert access.roles(GUEST) == {"guest"}
    assert access.roles(OUTSIDER) == {"guest", "person"}
    # Somebody is asked about at several places, and several people at one.
    data = access.data()
    assert data.roles(STAFF["reader"], SPACE_1, NOW) == {"guest", "person", "reader"}
    assert data.roles(STAFF["reader"], BESIDE, NOW) == {"guest", "person"}
    assert data.roles(STAFF["member"], SPACE_1, NOW) > {"guest", "person", "reader"}


@pytest.mark.parametrize(("person", "space", "repository"), [
    (ADMIN, "owner", "owner"), (SITE_MODERATOR, "facilitator", "facilitator"), (REVIEWER, None, "facilitator"),
    (OUTSIDER, None, None),
])  # fmt: skip
def test_roles_on_the_site_count_in_its_places(person, space, repository):
    access = Access(visibility="private")
    for scope, role in ((SPACE_1, space), (PAGE, space), (NESTED, space), (SHELF, repository)):
        held = access.roles(person, scope)
        assert [each for each in ("owner", "facilitator") if each in held][:1] == ([role] if role else []), scope
        assert held >= person.site_roles | {"guest", "person"}


@pytest.mark.parametrize(("since", "until", "banned"), [
    (-DAY, None, True), (-DAY, HOUR, True), (timedelta(0), DAY, True), (-DAY, timedelta(0), False),
    (-DAY, -HOUR, False), (HOUR, DAY, False),
])  # fmt: skip
def test_a_ban_makes_a_guest_for_its_time(since, until, banned):
    access = Access()
    access.ban(SPACE_1, STAFF["owner"], since, until)
    for scope in (SPACE_1, FOLDER, PAGE):
        assert (access.roles(STAFF["owner"], scope) == {"guest"}) == banned
        assert access.data().is_banned(STAFF["owner"], scope, NOW) == banned
        assert not access.data().is_banned(STAFF["author"], scope, NOW)
    assert "person" in access.roles(STAFF["owner"], BESIDE)
    assert not access.data().is_banned(GUEST, SPACE_1, NOW)


def test_a_ban_takes_what_was_given_on_an_item_and_leaves_roles_on_the_site():
    access = Access()
    access.give(PAGE, "outsider", "author")
    access.ban(SPACE_1, OUTSIDER)
    access.ban(SPACE_1, SITE_MODERATOR)
    assert access.roles(OUTSIDER, PAGE) == {"guest"}
    assert access.roles(SITE_MODERATOR, PAGE) >= {"guest", "person", "facilitator", "site_moderator"}


@pytest.mark.parametrize("holder", ["outsider", "team"])
@pytest.mark.parametrize(("since", "until", "holds"), [
    (-DAY, None, True), (timedelta(0), HOUR, True), (-DAY, timedelta(0), False), (HOUR, None, False),
])  # fmt: skip
def test_a_grant_counts_for_its_time_in_what_is_inside(holder, since, until, holds):
    access = Access(visibility="private")
    access.give(FOLDER, holder, "facilitator", since=since, until=until)
    assert "facilitator" not in access.roles(OUTSIDER)
    for scope in (FOLDER, PAGE):
        assert ("facilitator" in access.roles(OUTSIDER, scope)) == holds
        assert "shared" not in access.roles(OUTSIDER, scope)


@pytest.mark.parametrize(("role", "shared"), [("reader", {"shared"}), ("author", {"shared", "coauthor"})])
def test_a_grant_on_a_single_item_shares_it(role, shared):
    access = Access(visibility="private")
    access.give(PAGE, "outsider", role)
    assert access.roles(OUTSIDER, PAGE) & {"shared", "coauthor"} == shared
    assert "reader" in access.roles(OUTSIDER, PAGE)
    assert access.roles(OUTSIDER, FOLDER) == {"guest", "person"}
    assert not access.roles(STAFF["owner"], PAGE) & {"shared", "coauthor"}


def test_restricted_access_leaves_the_facilitators_and_whom_it_was_given():
    access = Access()
    access.give(FOLDER, "outsider", "reader")
    access.restrict(FOLDER)
    for scope in (FOLDER, PAGE):
        held = [role for role, person in STAFF.items() if role in access.roles(person, scope)]
        assert held == ["facilitator", "owner"]
        assert "reader" in access.roles(OUTSIDER, scope)
        assert access.who("readers", permission="view", scope=scope) == ["outsider", "facilitator", "owner"]
        assert access.data().is_inheritance_off(scope)
    assert not access.data().is_inheritance_off(SPACE_1)
    assert "reader" in access.roles(STAFF["reader"])


def test_a_restriction_inside_cuts_off_what_was_given_around_it():
    access = Access()
    access.give(FOLDER, "outsider", "author")
    access.restrict(PAGE)
    assert "author" in access.roles(OUTSIDER, FOLDER)
    assert "author" not in access.roles(OUTSIDER, PAGE)
    assert access.data().is_inheritance_off(PAGE)
    assert not access.data().is_inheritance_off(FOLDER)


def test_members_of_a_space_have_what_it_was_given():
    access = Access(visibility="private")
    access.give(BESIDE, "outsider", "reader", until=DAY)
    access.give(FOLDER, f"space:{BESIDE}", "author", until=WEEK)
    assert "author" in access.roles(OUTSIDER, PAGE)
    assert access.data().end_of(OUTSIDER, FOLDER, "author", NOW) == (True, NOW + DAY)
    assert "author" not in access.roles(OUTSIDER, PAGE, NOW + DAY)
    assert "author" not in access.roles(Person("other"), PAGE)
    assert "author" not in access.roles(OUTSIDER, SPACE_1)
    access.ban(BESIDE, OUTSIDER, until=HOUR)
    assert "author" not in access.roles(OUTSIDER, PAGE)
    assert "author" in access.roles(OUTSIDER, PAGE, NOW + HOUR)


def test_what_a_space_was_given_counts_for_its_time_and_while_the_space_is_there():
    access = Access(visibility="private")
    access.give(BESIDE, "team", "member")
    access.give(FOLDER, f"space:{BESIDE}", "author", since=HOUR, until=DAY)
    access.give(FOLDER, "space:999", "facilitator")
    found = ["author" in access.roles(OUTSIDER, FOLDER, NOW + later) for later in (timedelta(0), HOUR, DAY)]
    assert found == [False, True, False]
    access.give(FOLDER, f"space:{BESIDE}", "reader")
    assert access.roles(OUTSIDER, FOLDER) == {"guest", "person", "reader"}


def test_a_grant_to_one_space_does_not_hide_those_to_others():
    access = Access(visibility="private")
    access.give(FOLDER, "space:5", "author")
    access.give(FOLDER, f"space:{BESIDE}", "author", since=HOUR)
    access.give(FOLDER, f"space:{NESTED}", "author", until=DAY)
    access.give(NESTED, "outsider", "reader", until=WEEK)
    assert access.data().end_of(OUTSIDER, FOLDER, "author", NOW) == (True, NOW + DAY)
    # What has no end beside what has one.
    access.give(NESTED, "team", "reader")
    assert access.data().end_of(OUTSIDER, FOLDER, "author", NOW) == (True, NOW + DAY)
    access.give(FOLDER, f"space:{NESTED}", "author")
    assert access.data().end_of(OUTSIDER, FOLDER, "author", NOW) == (True, None)


def test_an_end_is_the_earlier_of_two_and_none_is_no_end():
    early, late = NOW, NOW + DAY
    pairs = {(early, late): early, (late, early): early, (early, None): early, (None, early): early, (None, None): None}
    assert {pair: earlier_end(*pair) for pair in pairs} == pairs


def test_what_people_kept_for_themselves_counts_as_long_as_they_have_it_around():
    access = Access(visibility="private")
    access.restrict(FOLDER)
    for person, role in ((STAFF["author"], "author"), (STAFF["reader"], "author"), (STAFF["member"], "reader")):
        access.give(FOLDER, person.id, role, by=person.id)
    assert "author" in access.roles(STAFF["author"], FOLDER)
    assert "author" not in access.roles(STAFF["reader"], FOLDER)
    assert "reader" in access.roles(STAFF["member"], FOLDER)
    access.give(FOLDER, "outsider", "reader", by="outsider")
    assert "reader" not in access.roles(OUTSIDER, FOLDER)
    # In a space itself that is how its first owner came to be.
    access.give(SPACE_1, "founder", "owner", by="founder")
    assert "owner" in access.roles(Person("founder"))


def test_readers_of_a_public_space_keep_reading():
    access = Access(visibility="public")
    access.restrict(FOLDER)
    access.give(FOLDER, "outsider", "reader", by="outsider")
    assert "reader" in access.roles(OUTSIDER, FOLDER)
    access.ban(SPACE_1, OUTSIDER)
    assert access.roles(OUTSIDER, FOLDER) == {"guest"}


def test_who_reads_by_the_visibility():
    for visibility, people in VISIBLE.items():
        data = Access(visibility=visibility).data()
        found = [name for name, one in {"outsider": OUTSIDER, **STAFF}.items() if data.may_read(one, PAGE, NOW)]
        assert found == [name for name in people if name != "guest"]
        assert not data.may_read(GUEST, PAGE, NOW)


def test_a_role_ends_with_the_last_grant_that_holds_it():
    access = Access(visibility="private")
    data = access.data()
    assert data.end_of(OUTSIDER, FOLDER, "reader", NOW) == (False, None)
    assert data.end_of(STAFF["author"], FOLDER, "member", NOW) == (True, None)
    assert data.end_of(ADMIN, FOLDER, "owner", NOW) == (True, None)
    assert data.end_of(REVIEWER, SHELF, "facilitator", NOW) == (True, None)
    access.give(FOLDER, "outsider", "reader", until=WEEK)
    access.give(FOLDER, "team", "author", until=DAY)
    assert access.data().end_of(OUTSIDER, FOLDER, "reader", NOW) == (True, NOW + WEEK)
    assert access.data().end_of(OUTSIDER, FOLDER, "author", NOW) == (True, NOW + DAY)
    access.give(SPACE_1, "outsider", "member")
    assert access.data().end_of(OUTSIDER, FOLDER, "reader", NOW) == (True, None)
    assert access.data().end_of(OUTSIDER, FOLDER, "author", NOW) == (True, NOW + DAY)
    # A role of the site has no end; what it does not include may have one.
    access.give(FOLDER, "site_moderator", "owner", until=DAY)
    access.give(FOLDER, "site_moderator", "author", until=DAY)
    assert access.data().end_of(SITE_MODERATOR, FOLDER, "author", NOW) == (True, None)
    assert access.data().end_of(SITE_MODERATOR, FOLDER, "owner", NOW) == (True, NOW + DAY)


def test_access_is_the_same_until_the_next_grant_or_ban_begins_or_ends():
    access = Access()
    assert access.data().until(OUTSIDER, NOW) is None
    assert access.data().until(GUEST, NOW) is None
    access.give(FOLDER, "other", "reader", until=HOUR)
    access.give(FOLDER, "outsider", "reader", until=timedelta(0))
    assert access.data().until(OUTSIDER, NOW) is None
    for hours, change in enumerate([
        lambda at: access.give(FOLDER, "outsider", "reader", until=at),
        lambda at: access.give(FOLDER, "team", "reader", since=at),
        lambda at: access.give(PAGE, f"space:{BESIDE}", "reader", until=at),
        lambda at: access.ban(SPACE_1, OUTSIDER, since=at),
        lambda at: access.ban(BESIDE, OUTSIDER, until=at),
    ]):  # fmt: skip
        at = 9 * HOUR - hours * HOUR
        change(at)
        assert access.data().until(OUTSIDER, NOW) == NOW + at
    assert access.data().until(GUEST, NOW) == NOW + 7 * HOUR
    assert access.data().until(Person("outsider"), NOW + 7 * HOUR) == NOW + 9 * HOUR
