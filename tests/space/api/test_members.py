"""``@members`` and ``@join``."""

import pytest

from tests.factories import CURATED, GROUP, OPEN, PRIVATE

MEMBERS = OPEN + "/@members"


def rows(client, space=OPEN):
    return {row["person"]: row for row in client.get(f"{space}/@members").json["items"]}


def test_readers_who_are_signed_in_see_the_roster(api):
    found = api.outsider.get(MEMBERS).json
    assert found["items_total"] == 6
    assert found["items"][0] | {"profile": ""} == {
        "@id": f"http://localhost{MEMBERS}/owner",
        "person": "owner",
        "name": "Olga Owner",
        "profile": "",
        "roles": ["owner"],
        "since": found["items"][0]["since"],
        "until": None,
        "sponsor": None,
    }
    api.guest.get(MEMBERS, status=401)
    api.outsider.get(PRIVATE + "/@members", status=404)
    api.guest.get(PRIVATE + "/@members", status=404)
    assert len(api.outsider.get(MEMBERS + "?b_size=2").json["items"]) == 2


def test_a_facilitator_adds_changes_and_removes_a_member(api):
    row = api.facilitator.post_json(MEMBERS, {"person": "outsider", "roles": ["author"]}).json
    assert (row["person"], row["roles"]) == ("outsider", ["author"])
    row = api.facilitator.post_json(
        MEMBERS, {"person": "outsider", "roles": ["member", "moderator"], "until": "2026-12-31"}
    ).json
    assert row["roles"] == ["moderator", "member"]
    assert row["until"].startswith("2026-12-31T23:59:59")
    api.facilitator.delete(MEMBERS + "/outsider", status=204)
    assert "outsider" not in rows(api.member)
    api.facilitator.delete(MEMBERS + "/outsider", status=404)


def test_a_membership_ends_by_itself(api, clock):
    api.facilitator.post_json(
        PRIVATE + "/@members", {"person": "outsider", "roles": ["reader"], "until": "2026-03-03T00:00:00+00:00"}
    )
    api.outsider.get(PRIVATE)
    clock.advance(days=1)
    api.outsider.get(PRIVATE, status=404)


def test_a_removed_member_is_out_at_the_next_request(api):
    api.reader.get(PRIVATE)
    api.facilitator.delete(PRIVATE + "/@members/reader")
    api.reader.get(PRIVATE, status=404)


def test_anybody_may_leave_but_the_last_owner(api):
    api.member.delete(PRIVATE + "/@members/member", status=204)
    api.member.get(PRIVATE, status=404)
    api.owner.delete(PRIVATE + "/@members/owner", status=409)


def test_nobody_gives_or_takes_more_than_they_hold(api):
    api.facilitator.post_json(MEMBERS, {"person": "outsider", "roles": ["owner"]}, status=403)
    api.facilitator.post_json(MEMBERS, {"person": "facilitator", "roles": ["owner"]}, status=403)
    api.facilitator.post_json(MEMBERS, {"person": "owner", "roles": ["member"]}, status=403)
    api.facilitator.delete(MEMBERS + "/owner", status=403)
    api.owner.post_json(MEMBERS, {"person": "facilitator", "roles": ["owner"]})
    api.facilitator.post_json(MEMBERS, {"person": "owner", "roles": ["member"]})
    assert rows(api.member)["owner"]["roles"] == ["member"]


@pytest.mark.parametrize(
    ("actor", "status"), [("guest", 401), ("outsider", 403), ("member", 403), ("moderator", 403), ("author", 403)]
)
def test_who_may_not_manage_is_told_before_what_is_wrong(api, actor, status):
    api(actor).post_json(MEMBERS, {"roles": 5}, status=status)
    api(actor).delete(MEMBERS + "/reader", status=status)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"person": "outsider"},
        {"person": "nobody", "roles": []},
        {"person": 5, "roles": []},
        {"person": "outsider", "roles": "member"},
        {"person": "outsider", "roles": [5]},
        {"person": "outsider", "roles": ["king"]},
        {"person": "outsider", "roles": ["administrator"]},
        {"person": "outsider", "roles": ["member"], "until": "soon"},
        {"person": "outsider", "roles": ["member"], "until": 5},
        {"person": "outsider", "roles": ["member"], "until": "2001-01-01"},
        {"person": "outsider", "roles": ["member"], "until": "0001-01-01T00:00:00+23:59"},
    ],
)
def test_bad_rows_are_refused(api, body):
    api.facilitator.post_json(MEMBERS, body, status=400)


@pytest.mark.parametrize(("space", "status"), [(OPEN, "joined"), (GROUP, "requested"), (CURATED, "requested")])
def test_joining_follows_the_policy(api, space, status):
    answer = api.outsider.post_json(f"{space}/@join", {"message": "Please."})
    assert (answer.status_int, answer.json) == (200, {"status": status})
    assert ("outsider" in rows(api.member, space)) == (status == "joined")


def test_who_cannot_join_hears_why(api, make):
    api.guest.post_json(OPEN + "/@join", {}, status=401)
    api.outsider.post_json(PRIVATE + "/@join", {}, status=404)
    api.member.post_json(OPEN + "/@join", {}, status=409)
    closed = make.workspace(policies={"joining": "invitation"})
    api.outsider.post_json(f"{closed}/@join", {}, status=403)
    archived = make.workspace(state="archived")
    api.outsider.post_json(f"{archived}/@join", {}, status=409)
    api.outsider.post_json(GROUP + "/@join", {"message": 5}, status=400)
    api.outsider.post_json(GROUP + "/@join", {"message": "x" * 3000}, status=400)
    api.outsider.post(GROUP + "/@join", status=200)
