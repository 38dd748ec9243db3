"""The verbs of rosters: what holds whatever is done, and what stays in the facts."""

import csv
import io
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyramid.traversal import find_resource

from moothall.core.access.roles import OWNER, SPACE_ROLES
from moothall.core.base.errors import MoothallError
from moothall.core.event_log.log import ActionContext
from moothall.people.store import store_of
from moothall.space import (
    bans,
    invitations,
    member_import,
    members,
    membership_review,
    periodic_tasks,
    transfer,
)
from moothall.space.evolve import keep_invitations
from moothall.space.log_events import REVIEW
from tests.factories import GROUP, OPEN, PRIVATE


def facts(site, path, *kinds):
    return site.on(
        path,
        lambda space: [
            (event.kind, event.key, event.before, event.after, event.reason)
            for event in find_resource(space, "/").event_log.about(space.uid, set(kinds))
        ],
    )


# -- never without an owner


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
            act, until = ActionContext(ids[by], now, "Because."), now + timedelta(days=days) if days else None
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
    assert members.least({"author", "member", "reader"}) == ("author",)
    assert members.least({"author", "moderator", "member"}) == ("author", "moderator")
    assert members.least(set(SPACE_ROLES)) == ("owner",)


# -- invitations


@pytest.fixture
def token(site):
    return invite(site)


def invite(site, roles=("member",), by="facilitator", path=PRIVATE, address="otto@example.net", until=None):
    """Invite somebody; returns the token."""

    def work(connection):
        tree = connection.root()["site"]
        people = store_of(connection.get_connection("people"))
        event = invitations.invite(
            site.act(by), site.viewer(tree, by), find_resource(tree, path), people, address, roles, until
        )
        return invitations.token_of(people, event.nonce)

    return site.transact(work)


def with_people(site, work):
    return site.transact(
        lambda connection: work(connection.root()["site"], store_of(connection.get_connection("people")))
    )


def accept(site, token, login="outsider"):
    return with_people(site, lambda tree, people: invitations.accept(site.act(login), tree, people, token)[1].after)


def test_neither_token_nor_address_is_in_the_content_database(site, token):
    raw = b"".join(
        record.data for transaction in site.databases[""].storage.changes.iterator() for record in transaction
    )
    assert b"moothall.space.invitations" in raw
    assert token.encode() not in raw and b"otto@example.net" not in raw.lower()


def test_an_invitation_is_used_once_and_kept_in_the_facts(site, token):
    assert accept(site, token) == ("member",)
    with pytest.raises(MoothallError):
        accept(site, token, "reviewer")
    found = facts(site, PRIVATE, "invitation")
    assert [after[0] for _kind, _key, _before, after, _reason in found] == ["sent", "accepted"]
    left = with_people(site, lambda tree, people: (list(tree.invitations), list(people.feature_data("invitations"))))
    assert left == ([], [])


def test_a_guest_who_was_invited_has_who_invited_as_sponsor(site):
    accept(site, invite(site, ("reader",)))
    row = site.on(PRIVATE, lambda space: members.member_of(space, site.id_of("outsider"), site.clock.now))
    assert row.sponsor == site.id_of("facilitator") and row.is_guest


@pytest.mark.parametrize("spoil", ["archived", "banned", "demoted", "disabled"])
def test_what_was_offered_is_looked_at_again(site, make, token, spoil):
    if spoil == "archived":
        make.step(PRIVATE, "request_archival", by="owner")
        make.step(PRIVATE, "archive", by="sitemoderator")
    elif spoil == "banned":
        site.on(PRIVATE, lambda space: bans.ban(site.act("owner", "No."), space, site.id_of("outsider"), None) and None)
    elif spoil == "demoted":
        make.member(PRIVATE, "facilitator", "author")
    else:
        site.people(lambda store: store.disable(site.act("admin"), store.by_login("facilitator")))
    with pytest.raises(MoothallError):
        accept(site, token)


def test_nobody_mails_people_from_a_space_that_nobody_has_looked_at(site, make):
    space = make.workspace(state="draft")
    with pytest.raises(MoothallError, match="once the space is open"):
        invite(site, path=str(space), by="owner")


def test_an_invitation_to_the_same_address_replaces_the_one_before(site, token):
    again = invite(site, ("reader",), address="Otto@Example.net")
    with pytest.raises(MoothallError):
        accept(site, token)
    assert accept(site, again) == ("reader",)


def test_invitations_go_with_their_space_and_long_after_their_end(site, make, token, clock):
    space = make.workspace()
    invite(site, path=str(space))
    site.on(str(space), lambda item: item.delete_permanently(site.act("owner")))
    assert site.read(lambda tree: len(list(tree.invitations))) == 1
    # The address of the one that went with its space.
    assert periodic_tasks.forget_invitations(site.registry) == 1
    clock.advance(days=43)
    assert periodic_tasks.forget_invitations(site.registry) == 0
    clock.advance(days=2)
    assert periodic_tasks.forget_invitations(site.registry) == 1
    assert with_people(site, lambda tree, people: list(people.feature_data("invitations"))) == []


# -- ends


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


# -- lists


def test_five_thousand_lines_are_planned_and_more_are_refused(site):
    text = "who;roles\n" + "".join(f"nobody{number};member\n" for number in range(member_import.MAX_LINES))
    rows = member_import.read("login;roles\n" + text.partition("\n")[2])
    assert len(rows) == member_import.MAX_LINES and rows[-1].number == member_import.MAX_LINES + 1
    with pytest.raises(MoothallError):
        member_import.read("login\n" + "x\n" * (member_import.MAX_LINES + 1))


@given(text=st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_whatever_is_pasted_is_read_or_refused(text):
    try:
        rows = member_import.read(text)
    except MoothallError:
        return
    assert rows


@given(cells=st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_no_cell_of_a_report_is_a_formula(cells):
    text = member_import.as_csv(["Line"], [cells]).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


# -- spaces from before


def test_spaces_from_before_keep_what_they_need(site, make):
    make.member(OPEN, "outsider", "member", until=site.clock.now + timedelta(days=3))

    def age(tree):
        del tree.invitations, tree.ends
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
