"""The roles that a person holds at a scope: by grants, bans, spaces and groups."""

from datetime import timedelta

import pytest

from moothall.core.access.held_roles import earlier_end
from moothall.core.access.person import GUEST, Person
from tests.core.access.access import (
    ADMIN,
    BESIDE,
    DAY,
    FOLDER,
    HOUR,
    NESTED,
    NOW,
    OUTSIDER,
    PAGE,
    REVIEWER,
    SHELF,
    SITE_MODERATOR,
    SPACE_1,
    STAFF,
    VISIBLE,
    WEEK,
    Access,
)


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
