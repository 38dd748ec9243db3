"""``@invitations``, ``@bans``, ``@owner``, and the rest of ``@join``."""

import re
from pathlib import Path

import pytest

from moothall.core.base.settings import settings_of
from moothall.core.work.delivery import deliver
from tests.factories import GROUP, OPEN, PRIVATE

INVITATIONS = PRIVATE + "/@invitations"


@pytest.fixture
def token(site):
    """The token in the newest mail to an address; call it with the address."""
    folder = Path(settings_of(site.registry).mail_path)
    for old in folder.glob("*"):
        old.unlink()

    def look(address="otto@example.net"):
        deliver(site.registry)
        found = [
            data
            for path in sorted(folder.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns)
            if address.encode() in (data := path.read_bytes())
        ]
        return re.search(rb"/invitation/(\S{43})", found[-1].replace(b"=\n", b""))[1].decode()

    return look


def invite(api, **body):
    return api.facilitator.post_json(INVITATIONS, {"email": "otto@example.net", **body}, status=201)


def test_somebody_is_invited_and_accepts(api, token):
    made = invite(api, roles=["author"], until="2026-12-31", message="Come.")
    assert made.location == made.json["@id"]
    shown = {name: made.json[name] for name in ("email", "roles", "message", "by", "expired", "holds")}
    assert shown == {
        "email": "otto@example.net",
        "roles": ["author"],
        "message": "Come.",
        "by": "facilitator",
        "expired": False,
        "holds": True,
    }
    listed = api.owner.get(INVITATIONS).json
    assert listed["items_total"] == 1 and listed["items"][0] == made.json
    address = f"/@invitations/{token()}"
    offered = api.guest.get(address)
    assert offered.json["space"] == {"title": "Confidential"} and offered.json["roles"] == ["author"]
    assert offered.headers["Cache-Control"] == "no-store"
    api.guest.post_json(address, {}, status=401)
    done = api.outsider.post_json(address, {}).json
    assert done == {"@id": f"http://localhost{PRIVATE}", "status": "joined", "roles": ["author"]}
    row = next(one for one in api.outsider.get(PRIVATE + "/@members").json["items"] if one["person"] == "outsider")
    assert row["until"].startswith("2026-12-31") and row["sponsor"] == "facilitator"
    api.reviewer.post_json(address, {}, status=404)
    api.guest.get(address, status=404)


def test_several_are_invited_at_once(api):
    made = api.facilitator.post_json(INVITATIONS, {"emails": ["a@example.net", "b@example.net"]}, status=201).json
    assert [one["email"] for one in made["items"]] == ["a@example.net", "b@example.net"]
    assert api.facilitator.get(INVITATIONS + "?b_size=1").json["items_total"] == 2


def test_an_invitation_is_sent_again_withdrawn_or_declined(api, token, clock):
    made, first = invite(api).json, token()
    clock.advance(days=1)
    again = api.owner.post_json(made["@id"], {}).json
    assert again["id"] == made["id"] and again["sent"] > made["sent"] and again["by"] == "owner"
    api.outsider.post_json(f"/@invitations/{first}", {}, status=404)
    second = token()
    api.guest.delete(f"/@invitations/{second}", status=204)
    api.guest.delete(f"/@invitations/{second}", status=404)
    other = invite(api).json
    api.facilitator.delete(other["@id"], status=204)
    api.facilitator.delete(other["@id"], status=404)


def test_a_member_gets_409_and_an_offer_that_nobody_may_give_any_more_shows_nothing(api, token, make):
    invite(api, roles=["facilitator"])
    address = f"/@invitations/{token()}"
    api.member.post_json(address, {}, status=409)
    make.member(PRIVATE, "facilitator", "author")
    for method in (api.outsider.get, api.guest.get, lambda url, **kw: api.outsider.post_json(url, {}, **kw)):
        answer = method(address, status=404)
        assert "no longer give these roles" in answer.text and "Confidential" not in answer.text
    assert api.owner.get(INVITATIONS).json["items"][0]["holds"] is False


@pytest.mark.parametrize(("login", "status"), [("guest", 404), ("outsider", 404), ("member", 403), ("moderator", 403)])
def test_only_who_manages_a_space_invites(api, login, status):
    program = api(login)
    program.get(INVITATIONS, status=status)
    program.post_json(INVITATIONS, {"email": 5}, status=status)
    program.delete(INVITATIONS + "/x", status=status)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": 5},
        {"email": "nonsense"},
        {"email": "a@b\nc"},
        {"emails": []},
        {"emails": "a@example.net"},
        {"emails": ["a@example.net"] * 51},
        {"email": "a@example.net", "roles": []},
        {"email": "a@example.net", "roles": ["king"]},
        {"email": "a@example.net", "roles": "reader"},
        {"email": "a@example.net", "until": "2001-01-01"},
        {"email": "a@example.net", "message": "x" * 3000},
    ],
)
def test_bad_invitations_are_refused(api, body):
    api.facilitator.post_json(INVITATIONS, body, status=400)
    assert api.facilitator.get(INVITATIONS).json["items_total"] == 0


def test_nobody_invites_to_what_they_do_not_hold(api):
    api.facilitator.post_json(INVITATIONS, {"email": "a@example.net", "roles": ["owner"]}, status=403)


def test_whether_an_address_belongs_to_somebody_is_not_told(api):
    known, unknown = (
        api.facilitator.post_json(INVITATIONS, {"email": email}, status=201).json
        for email in ("member@example.org", "nobody@example.org")
    )
    assert {**known, "@id": "", "id": "", "email": ""} == {**unknown, "@id": "", "id": "", "email": ""}


def test_invitations_to_ones_own_address_are_answered_by_their_id(api):
    for email in ("outsider@example.org", "other@example.org"):
        invite(api, email=email)
    api.guest.get("/@invitations", status=401)
    assert api.reviewer.get("/@invitations").json["items"] == []
    (mine,) = api.outsider.get("/@invitations").json["items"]
    assert mine["space"] == {"title": "Confidential"}
    api.reviewer.post_json(mine["@id"], {}, status=404)
    api.guest.delete(mine["@id"], status=404)
    assert api.outsider.post_json(mine["@id"], {}).json["status"] == "joined"
    assert api.outsider.get("/@invitations").json["items_total"] == 0


@pytest.mark.parametrize("rest", ["/x", "/x/y", "/" + "x" * 43])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_is_no_token_is_absent(api, rest, method):
    api.outsider.request("/@invitations" + rest, method=method, status=404)


# -- joining


def test_a_request_is_seen_answered_and_made_again(api):
    join = GROUP + "/@join"
    assert api.outsider.get(join).json["status"] == "none"
    api.outsider.post_json(join, {"message": "I teach."})
    mine = api.outsider.get(join).json
    assert (mine["status"], mine["message"], "items" in mine) == ("requested", "I teach.", False)
    (waiting,) = api.facilitator.get(join).json["items"]
    assert (waiting["person"], waiting["message"]) == ("outsider", "I teach.")
    api.facilitator.post_json(waiting["@id"], {"accept": False}, status=400)
    api.facilitator.post_json(waiting["@id"], {"accept": "no", "comment": "Full."}, status=400)
    assert api.facilitator.post_json(waiting["@id"], {"accept": False, "comment": "Full."}).json == {
        "status": "declined"
    }
    mine = api.outsider.get(join).json
    assert (mine["status"], mine["answer"]["comment"], mine["answer"]["by"]) == ("declined", "Full.", "facilitator")
    api.facilitator.post_json(waiting["@id"], {"accept": True}, status=409)
    api.outsider.post_json(join, {"message": "Now?"})
    assert api.facilitator.post_json(waiting["@id"], {"accept": True}).json == {"status": "joined"}
    mine = api.outsider.get(join).json
    assert (mine["status"], mine["answer"]) == ("member", None)


def test_a_request_is_withdrawn(api):
    join = GROUP + "/@join"
    api.outsider.post_json(join, {})
    api.outsider.delete(join, status=204)
    api.outsider.delete(join, status=409)
    assert api.outsider.get(join).json["status"] == "none"
    api.guest.get(OPEN + "/@join", status=401)
    api.member.post_json(join + "/outsider", {"accept": True}, status=403)
    api.facilitator.post_json(join + "/nobody", {"accept": True}, status=404)


# -- bans


def test_somebody_is_banned_and_let_back(api):
    bans = OPEN + "/@bans"
    for missing in ({}, {"comment": "Spam."}, {"rule": "spam"}, {"comment": "Spam.", "rule": "none"}):
        api.facilitator.post_json(bans, {"person": "member", **missing}, status=400)
    sent = {"person": "member", "comment": "Spam.", "rule": "spam", "until": "2026-12-31"}
    row = api.facilitator.post_json(bans, sent).json
    assert (row["person"], row["comment"], row["by"]) == ("member", "Spam.", "facilitator")
    assert api.member.get(OPEN + "/@join").json["status"] == "banned"
    api.member.post_json(OPEN + "/discussions", {"@type": "discussion", "title": "A", "text": "B"}, status=403)
    assert api.owner.get(bans).json["items"] == [row]
    api.facilitator.post_json(OPEN + "/@members", {"person": "member", "roles": ["owner"]}, status=403)
    api.owner.post_json(OPEN + "/@members", {"person": "member", "roles": ["owner"]}, status=409)
    api.facilitator.delete(bans + "/member", status=204)
    api.facilitator.delete(bans + "/member", status=404)
    api.member.post_json(OPEN + "/discussions", {"@type": "discussion", "title": "A", "text": "B"}, status=201)


@pytest.mark.parametrize(("login", "status"), [("guest", 401), ("outsider", 403), ("member", 403)])
def test_only_who_manages_a_space_bans_and_hands_over(api, login, status):
    program = api(login)
    program.get(OPEN + "/@bans", status=status)
    program.post_json(OPEN + "/@bans", {"person": 5}, status=status)
    program.delete(OPEN + "/@bans/member", status=status)
    program.post_json(OPEN + "/@owner", {"person": 5}, status=status)


def test_owners_and_oneself_are_not_banned(api):
    for login in ("owner", "facilitator"):
        api.facilitator.post_json(OPEN + "/@bans", {"person": login, "rule": "law", "comment": "No."}, status=403)
    late = {"person": "outsider", "comment": "No.", "until": "2001-01-01"}
    api.facilitator.post_json(OPEN + "/@bans", late, status=400)


# -- the owner


def test_an_owner_hands_over(api):
    api.facilitator.post_json(OPEN + "/@owner", {"person": "member"}, status=403)
    api.owner.post_json(OPEN + "/@owner", {"person": "outsider"}, status=400)
    api.owner.post_json(OPEN + "/@owner", {"person": "owner"}, status=400)
    assert api.owner.post_json(OPEN + "/@owner", {"person": "member"}).json["roles"] == ["owner"]
    rows = {row["person"]: row["roles"] for row in api.owner.get(OPEN + "/@members").json["items"]}
    assert rows["owner"] == ["facilitator"] and rows["member"] == ["owner"]
    api.owner.post_json(OPEN + "/@owner", {"person": "member"}, status=403)


def test_an_administrator_names_whose_place_it_is(api):
    api.admin.post_json(OPEN + "/@owner", {"person": "member"}, status=409)
    api.owner.post_json(OPEN + "/@owner", {"person": "member", "from": "facilitator"}, status=403)
    api.admin.post_json(OPEN + "/@owner", {"person": "member", "from": "owner"})


# -- members


def test_a_sponsor_stays_until_another_is_named(api):
    members = OPEN + "/@members"
    body = {"person": "outsider", "roles": ["reader"]}
    assert api.facilitator.post_json(members, {**body, "sponsor": "author"}).json["sponsor"] == "author"
    assert api.facilitator.post_json(members, {**body, "roles": ["member"]}).json["sponsor"] == "author"
    assert api.facilitator.post_json(members, {**body, "sponsor": None}).json["sponsor"] is None
    for wrong in ("nobody", 5, "reviewer"):
        api.facilitator.post_json(members, {**body, "sponsor": wrong}, status=400)


def test_of_several_addresses_the_wrong_one_is_named_and_none_is_invited_twice(api):
    for wrong in ("nonsense", 5, None):
        sent = {"emails": ["a@example.net", wrong, "b@example.net"]}
        assert f"“{wrong}”" in api.facilitator.post_json(INVITATIONS, sent, status=400).json["message"]
    assert api.facilitator.get(INVITATIONS).json["items_total"] == 0
    made = api.facilitator.post_json(INVITATIONS, {"emails": ["a@example.net", " A@example.net"]}, status=201).json
    assert [item["email"].casefold() for item in made["items"]] == ["a@example.net"]


def test_nobody_floods_an_address_with_invitations(site, api, clock):
    made = invite(api).json["@id"]
    for _ in range(4):
        api.facilitator.post_json(made, {})
    for _ in range(3):
        # Neither another offer nor another spelling, nor a new invitation after the first was withdrawn.
        for again in ({"email": "otto@example.net"}, {"email": " OTTO@example.net ", "message": "Look!"}):
            refused = api.facilitator.post_json(INVITATIONS, again, status=429)
            assert 0 < int(refused.headers["Retry-After"]) <= 300
        api.facilitator.delete(made, status="*")
    waiting = site.read(lambda tree: len(tree.outbox))
    page = site.client("facilitator").get(PRIVATE + "/people/invitations")
    form = next(form for form in page.forms.values() if "addresses" in form.fields)
    form["addresses"] = "anna@example.net, otto@example.net"
    assert "several invitations to this address" in form.submit(status=429).text
    assert site.read(lambda tree: len(tree.outbox)) == waiting
    # Others are not told of it, and people at other addresses are invited as before.
    api.owner.post_json(INVITATIONS, {"email": "otto@example.net"}, status=201)
    invite(api, email="anna@example.net")
    clock.advance(minutes=6)
    invite(api)
    api.facilitator.post_json(INVITATIONS, {"email": "otto@example.net"}, status=429)


def test_a_list_with_such_an_address_is_refused_as_a_whole(api):
    made = invite(api).json["@id"]
    for _ in range(4):
        api.facilitator.post_json(made, {})
    found = api.facilitator.post_json(INVITATIONS, {"emails": ["otto@example.net", "anna@example.net"]}, status=429)
    assert "several invitations" in found.json["message"]
    assert api.facilitator.get(INVITATIONS).json["items_total"] == 1
