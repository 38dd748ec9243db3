"""The verbs of rosters: what holds whatever is done, and what stays in the facts."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyramid.traversal import find_resource

from moothall.core.access.roles import OWNER, SPACE_ROLES
from moothall.core.base.errors import BadInput, Conflict, Forbidden, MoothallError
from moothall.core.event_log.log import ActionContext
from moothall.space import (
    bans,
    members,
    membership_review,
    periodic_tasks,
    transfer,
)
from moothall.space.evolve import keep_invitations
from moothall.space.log_events import REVIEW
from tests.factories import GROUP, OPEN
from tests.space.log import facts

ACTS = st.lists(
    st.tuples(
        st.sampled_from(("set", "remove", "ban", "lift", "hand over", "lapse", "renew", "wait")),
        st.sampled_from(("owner", "facilitator", "member", "outsider")),
        st.sampled_from(("owner", "facilitator", "member", "outsider")),
        st.sets(st.sampled_from(SPACE_ROLES), max_size=3),
        st.sampled_from((None, 1, 30)),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_is_done_a_space_has_an_owner_whose_membership_does_not_end_and_who_is_not_banned(site, acts):
    ids = {login: site.id_of(login) for login in ("owner", "facilitator", "member", "outsider")}
    start = site.clock.now

    def play(tree):
        space, now = find_resource(tree, GROUP), start
        for do, by, whom, roles, days in acts:
            now += timedelta(hours=1)
            act, until = (
                ActionContext(ids[by], now, "Because.", cited="law"),
                now + timedelta(days=days) if days else None,
            )
            try:
                match do:
                    case "set":
                        members.set_member(act, space, ids[whom], roles, until)
                    case "remove":
                        members.remove_member(act, space, ids[whom])
                    case "ban":
                        bans.ban(act, space, ids[whom], until)
                    case "lift":
                        bans.lift_ban(act, space, ids[whom])
                    case "hand over":
                        transfer.transfer_ownership(act, space, ids[by], ids[whom])
                    case "lapse":
                        membership_review.expire(act, space, ids[whom])
                    case "renew":
                        membership_review.renew(act, space, ids[whom], until)
                    case "wait":
                        now += timedelta(days=20)
            except MoothallError:
                pass
            owners = members.owners(space, now)
            assert owners and all(members.ban_of(space, one, now) is None for one in owners)
            # What the queue asks is what the page of guests shows.
            asked = {(uid, person) for _until, uid, person in membership_review.expiring_memberships(tree, now)}
            assert asked == {(space.uid, row.person) for row in membership_review.expiring(space, now)}

    with site.connection() as (connection, _manager):
        play(connection.root()["site"])


def test_a_change_that_changes_nothing_leaves_no_fact(site):
    before = facts(site, GROUP, "membership")
    changed = site.on(
        GROUP,
        lambda space: members.set_member(site.act("owner"), space, site.id_of("member"), ("member",)).changes_something,
    )
    assert not changed and facts(site, GROUP, "membership") == before
    assert site.on(GROUP, lambda space: members.roles_given(space, site.id_of("member"), site.clock.now)) == ("member",)


def test_another_end_is_a_change_and_the_same_is_none(site, clock):
    outsider, days = site.id_of("outsider"), [clock.now + timedelta(days=day) for day in range(40)]

    def give(until):
        def change(space):
            changed = members.set_member(site.act("owner"), space, outsider, ("member",), until)
            return changed.person == outsider, changed.until_before, changed.until, changed.changes_something

        return site.on(GROUP, change), site.read(lambda tree: [end for end, _uid, _person in tree.membership_ends])

    assert give(days[20]) == ((True, None, days[20], True), [days[20]])
    assert give(days[20]) == ((True, days[20], days[20], False), [days[20]])
    assert give(days[30]) == ((True, days[20], days[30], True), [days[30]])
    assert give(None) == ((True, days[30], None, True), [])
    assert len([fact for fact in facts(site, GROUP, "membership") if fact[1] == outsider]) == 3


def test_a_ban_that_is_over_is_none(site, make, clock):
    outsider, end = site.id_of("outsider"), clock.now + timedelta(days=1)
    site.on(GROUP, lambda space: bans.ban(site.act("owner", "Rude."), space, outsider, end) and None)

    def banned(space):
        return members.ban_of(space, outsider, clock.now) is not None, members.ban_of(space, "nobody", clock.now)

    assert site.on(GROUP, banned) == (True, None)
    clock.now = end
    assert site.on(GROUP, banned) == (False, None)
    make.member(GROUP, "outsider", "member")


def test_a_change_keeps_its_reason(site):
    site.on(
        GROUP,
        lambda space: (
            members.set_member(site.act("owner", "New job."), space, site.id_of("member"), ("author",)) and None
        ),
    )
    assert facts(site, GROUP, "membership")[-1] == (
        "membership",
        site.id_of("member"),
        ("member",),
        ("author",),
        "New job.",
    )


def test_handing_over_is_three_facts_of_one_cause(site):
    owner, member = site.id_of("owner"), site.id_of("member")
    site.on(
        GROUP, lambda space: transfer.transfer_ownership(site.act("owner", "Tired."), space, owner, member) and None
    )
    found = facts(site, GROUP, "owner", "membership")[-3:]
    assert found == [
        ("owner", None, owner, member, "Tired."),
        ("membership", member, ("member",), (OWNER,), "Tired."),
        ("membership", owner, (OWNER,), ("facilitator",), "Tired."),
    ]
    causes = site.on(
        GROUP,
        lambda space: [
            (event.id, event.cause)
            for event in find_resource(space, "/").event_log.about(space.uid, {"owner", "membership"})
        ],
    )
    assert {cause for _id, cause in causes[-2:]} == {causes[-3][0]}


def test_many_facts_of_one_moment_keep_their_order(site):
    act = site.act("owner")

    def append(tree):
        for number in range(50):
            tree.event_log.append(act, REVIEW, 5, key=number)
        return [event.key for event in tree.event_log.about(5)]

    assert site.write(append) == list(range(50))


def test_the_least_roles_say_the_same():
    assert members.minimal_roles({"author", "member", "reader"}) == ("author",)
    assert members.minimal_roles({"author", "moderator", "member"}) == ("author", "moderator")
    assert members.minimal_roles(set(SPACE_ROLES)) == ("owner",)


def test_owners_hear_of_ends_two_weeks_before_once_a_day_at_most(site, make, clock):
    def waiting():
        return site.read(lambda tree: [message.kind for message in tree.outbox].count("lapsing"))

    now = clock.now
    make.member(OPEN, "outsider", "member", until=now + timedelta(days=20))
    make.member(OPEN, "reviewer", "member", until=now + timedelta(days=20, hours=3))
    assert periodic_tasks.remind_of_expiring_memberships(site.registry) == 0
    clock.now = now + timedelta(days=6, hours=1)
    assert periodic_tasks.remind_of_expiring_memberships(site.registry) == 1 and waiting() == 1
    clock.advance(hours=4)
    assert periodic_tasks.remind_of_expiring_memberships(site.registry) == 0
    clock.advance(hours=20)
    assert periodic_tasks.remind_of_expiring_memberships(site.registry) == 1 and waiting() == 2
    clock.advance(days=3)
    assert periodic_tasks.remind_of_expiring_memberships(site.registry) == 0


def test_spaces_from_before_keep_what_they_need(site, make):
    make.member(OPEN, "outsider", "member", until=site.clock.now + timedelta(days=3))

    def age(tree):
        del tree.invitations, tree.membership_ends
        for path in (OPEN, GROUP):
            space = find_resource(tree, path)
            del space.answers, space.round

    site.write(age)
    site.write(lambda tree: keep_invitations(tree, site.registry))
    site.program("outsider").post_json(GROUP + "/@join", {})
    answer = {"accept": False, "comment": "Full."}
    site.program("facilitator").post_json(GROUP + "/@join/outsider", answer)
    # It may be interrupted, and is then taken again.
    site.write(lambda tree: keep_invitations(tree, site.registry))
    assert site.program("outsider").get(GROUP + "/@join").json["status"] == "declined"
    assert site.program("facilitator").get(OPEN + "/@invitations").json["items_total"] == 0
    assert site.read(lambda tree: len(list(membership_review.expiring_memberships(tree, site.clock.now)))) == 1


def in_group(site, look):
    """Call ``look(space, now)``; the transaction stays if it returns."""
    return site.on(GROUP, lambda space: look(space, site.clock.now))


def test_the_roster_has_owners_first_then_who_came_first(site, make, clock):
    began = clock.now
    make.member(GROUP, "reviewer", "member")
    clock.advance(days=1)
    make.member(GROUP, "outsider", "moderator", "author")
    make.member(GROUP, "admin", "member")
    clock.advance(days=1)
    make.member(GROUP, "member", "member", "moderator")

    def look(space, now):
        rows = members.members(space, now)
        assert [row.roles[0] for row in rows] == sorted(
            (row.roles[0] for row in rows), key=SPACE_ROLES.index, reverse=True
        )
        people = [row.person for row in rows]
        assert people.index(site.id_of("reviewer")) < people.index(site.id_of("admin"))
        by_person = {row.person: row for row in rows}
        outsider, member = (by_person[site.id_of(login)] for login in ("outsider", "member"))
        assert (outsider.roles, outsider.until) == (("moderator", "author"), None)
        assert timedelta(days=1) <= outsider.since - began < timedelta(days=2)
        # Whoever keeps a role has been there since then.
        assert member.roles == ("moderator", "member") and member.since < began
        assert members.roles_given(space, member.person, now) == ("member", "moderator")
        assert members.count_members(space, now) == len(rows) == 9
        assert members.member_of(space, member.person, now) == member
        assert members.member_of(space, "nobody", now) is None

    in_group(site, look)


def test_guests_are_readers_and_those_with_an_end_or_a_sponsor(site, make, clock):
    end = clock.now + timedelta(days=9)
    make.member(GROUP, "outsider", "member", until=end)
    act, reviewer, owner = site.act("owner"), site.id_of("reviewer"), site.id_of("owner")
    site.on(GROUP, lambda space: members.set_member(act, space, reviewer, ("author",), sponsor=owner) and None)
    make.member(GROUP, "admin", "reader", "member")

    def guests(space, now):
        return {row.person for row in members.members(space, now) if row.is_guest}

    def logged(space, _now):
        events = find_resource(space, "/").event_log.about(space.uid, {"membership"})
        return [(event.key, event.until, event.since == event.at) for event in events][-3:]

    assert in_group(site, logged) == [
        (site.id_of("outsider"), end, True), (reviewer, None, True), (site.id_of("admin"), None, True),
    ]  # fmt: skip
    logins = ("outsider", "reviewer", "reader")
    assert in_group(site, guests) == {site.id_of(login) for login in logins}
    clock.now = end
    assert site.id_of("outsider") not in in_group(site, guests)


def test_a_sponsor_stays_until_it_is_another_and_must_be_a_member(site, make, clock):
    outsider, owner, author = (site.id_of(login) for login in ("outsider", "owner", "author"))

    def change(*roles, **more):
        def work(space, now):
            changed = members.set_member(site.act("facilitator"), space, outsider, roles, **more)
            row = members.member_of(space, outsider, now)
            grants = space.record.grants.get(outsider, ())
            return row and row.sponsor, changed.changes_something, {grant.by for grant in grants}

        return in_group(site, work)

    by = {site.id_of("facilitator")}
    assert change("reader", sponsor=owner) == (owner, True, by)
    assert change("member") == (owner, True, by)
    # Only the sponsor is another one.
    assert change("member", sponsor=author, by=owner) == (author, False, {owner})
    with pytest.raises(BadInput, match="sponsor must be a member"):
        change("member", sponsor=site.id_of("reviewer"))
    # One who has left remains a sponsor.
    make.member(GROUP, "author")
    assert change("reader", sponsor=author) == (author, True, by)
    assert change("reader", sponsor=None) == (None, False, by)
    assert change(sponsor=site.id_of("reviewer")) == (None, True, set())


@pytest.mark.parametrize(("login", "roles", "days", "error", "said"), [
    ("outsider", ("king",), None, BadInput, "That role does not exist"),
    ("outsider", ("member",), 0, BadInput, "must be in the future"),
    ("banned", ("member",), None, Conflict, "Lift the ban first"),
    ("owner", ("facilitator",), None, Conflict, "Every space needs an owner"),
    ("owner", (), None, Conflict, "Every space needs an owner"),
    ("owner", ("owner",), 5, Conflict, "Every space needs an owner"),
    ("owner", ("owner", "author"), None, None, ""), ("banned", (), None, None, ""),
    ("outsider", ("owner",), 5, None, ""),
])  # fmt: skip
def test_what_membership_is_impossible(site, clock, login, roles, days, error, said):
    person = site.id_of("reviewer" if login == "banned" else login)

    def check(space, now):
        if login == "banned":
            bans.ban(site.act("owner", "Rude."), space, person, None)
        members.check_membership(space, person, roles, None if days is None else now + timedelta(days=days), now)

    if error is None:
        in_group(site, check)
    else:
        with pytest.raises(error, match=said):
            in_group(site, check)


def test_the_last_owner_is_one_whose_ownership_does_not_end(site, make, clock):
    def last(*logins):
        return in_group(site, lambda space, now: [
            login for login in logins if members.is_last_owner(space, site.id_of(login), now)])  # fmt: skip

    assert last("owner", "facilitator", "outsider") == ["owner"]
    make.member(GROUP, "outsider", "owner", until=clock.now + timedelta(days=9))
    assert last("owner") == ["owner"]
    make.member(GROUP, "facilitator", "owner")
    assert last("owner", "facilitator", "outsider") == []
    make.member(GROUP, "owner", "author")
    assert last("owner", "facilitator", "outsider") == ["facilitator"]
    owners = in_group(site, members.owners)
    assert owners == [site.id_of("facilitator")]


def test_nobody_gives_what_they_do_not_hold_or_for_longer(site, make, clock):
    end = clock.now + timedelta(days=9)
    make.member(GROUP, "outsider", "facilitator", until=end)

    def may(by, login, *roles, until=None):
        def check(space, _now):
            viewer = site.viewer(find_resource(space, "/"), by)
            members.check_may_change(viewer, space, site.id_of(login), roles, until)

        try:
            in_group(site, check)
        except Forbidden:
            return False
        return True

    assert may("outsider", "reviewer", "author", until=end)
    assert not may("outsider", "reviewer", "author")
    assert not may("outsider", "reviewer", "author", until=end + timedelta(seconds=1))
    assert not may("outsider", "reviewer", "owner", until=end)
    with pytest.raises(Forbidden, match="has an end date"):
        in_group(site, lambda space, _now: members.check_not_longer(
            site.viewer(find_resource(space, "/"), "outsider"), space, ("author",), None))  # fmt: skip
    # What somebody has already may be taken for good, and left as it is.
    assert may("outsider", "author") and may("outsider", "member", "member")
    assert not may("outsider", "member", "author")
    assert not may("outsider", "member", "author", "member", until=end + timedelta(days=1))
    assert not may("outsider", "owner") and not may("facilitator", "owner", "owner", "member")
    # Everybody may give up their own, and no more.
    assert may("member", "member") and not may("member", "member", "author") and not may("member", "author")
    assert may("owner", "outsider", "owner") and may("owner", "outsider", "king")


def test_what_had_ended_can_be_removed_and_leaves_no_fact(site, make, clock):
    make.member(GROUP, "outsider", "member", until=clock.now + timedelta(days=1))
    assert site.read(lambda tree: len(list(membership_review.expiring_memberships(tree, clock.now)))) == 1
    clock.advance(days=2)
    before = facts(site, GROUP, "membership")

    def remove(space, now):
        changed = members.remove_member(site.act("owner"), space, site.id_of("outsider"))
        return (
            changed.changes_something,
            site.id_of("outsider") in space.record.grants,
            members.count_members(space, now),
        )

    assert in_group(site, remove) == (False, False, 6)
    assert facts(site, GROUP, "membership") == before
    assert site.read(lambda tree: len(tree.membership_ends)) == 0


def test_a_member_has_no_open_request_and_hears_no_old_answer(site, make, api):
    for program, accept in ((api.outsider, False), (api.outsider, None)):
        program.post_json(f"{GROUP}/@join", {})
        if accept is not None:
            api.facilitator.post_json(f"{GROUP}/@join/outsider", {"accept": accept, "comment": "Full."})
    make.member(GROUP, "outsider", "reader")

    def look(space, _now):
        return len(space.requests), len(space.answers), len(list(find_resource(space, "/").join_requests))

    assert in_group(site, look) == (0, 0, 0)
