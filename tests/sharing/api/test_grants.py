"""``@sharing``."""

import pytest

from tests.factories import GROUP, OPEN, PRIVATE


def entry(login, **roles):
    return {"entries": [{"id": login, "type": "user", "roles": roles}]}


def test_a_draft_is_shared_to_read_and_to_write(api, make):
    made = make.document(in_=GROUP + "/documents", by="member", state="draft")
    api.outsider.get(str(made), status=404)
    api.member.post_json(f"{made}/@sharing", entry("outsider", reader=True), status=204)
    api.outsider.get(str(made))
    assert api.outsider.get(f"/@search?path={made}").json["items_total"] == 1
    api.outsider.patch_json(str(made), {"title": "x"}, status=403)
    api.member.post_json(f"{made}/@sharing", entry("outsider", author=True), status=204)
    api.outsider.patch_json(str(made), {"title": "x"}, status=204)
    found = api.member.get(f"{made}/@sharing").json
    assert found["entries"] == [
        {
            "id": "outsider",
            "login": "outsider",
            "title": "Otto Outsider",
            "type": "user",
            "disabled": False,
            "roles": {"reader": True, "author": True},
            "until": None,
            "sponsor": None,
        }
    ]
    assert found["inherit"] is True
    api.member.post_json(f"{made}/@sharing", entry("outsider", author=False, reader=False), status=204)
    api.outsider.get(str(made), status=404)
    assert api.member.get(f"{made}/@sharing").json["entries"] == []


def test_who_was_let_in_learns_nothing_of_hidden_places_around(api, make):
    space = make.workspace(preset="confidential", title="Secret club")
    made = make.document(in_=f"{space}/documents", by="member", state="draft")
    api.member.post_json(f"{made}/@sharing", entry("outsider", reader=True))
    found = api.outsider.get(str(made)).json
    assert found["parent"] == {}
    crumbs = api.outsider.get(f"{made}/@breadcrumbs").json["items"]
    assert [crumb["title"] for crumb in crumbs] == ["Workspaces", "A document"]


def test_nobody_grants_more_than_they_hold(api, make):
    folder = make.folder(in_=GROUP + "/documents", by="author")
    api.author.get(f"{folder}/@sharing", status=403)
    api.facilitator.post_json(f"{folder}/@sharing", entry("reader", facilitator=True), status=204)
    api.facilitator.post_json(f"{folder}/@sharing", entry("reader", owner=True), status=400)


def test_a_role_is_called_as_on_the_page(api, make):
    folder = make.folder(in_=GROUP + "/documents", by="author")
    roles = {role["id"]: role["title"] for role in api.facilitator.get(f"{folder}/@sharing").json["available_roles"]}
    assert roles["member"] == "Can add items where members can"
    assert roles["moderator"] == "Can moderate"
    (reader, author) = api.author.get(f"{make.document(by='author')}/@sharing").json["available_roles"]
    assert (reader["title"], author["title"]) == ("Can read it", "Can read it, and edit it while it is a draft")
    in_a_space = {role["id"]: role["title"] for role in api.owner.get(f"{GROUP}/@sharing").json["available_roles"]}
    assert in_a_space["reader"] == "Can read everything here." and "owner" not in in_a_space


@pytest.mark.parametrize(
    "body",
    [
        {"entries": 5},
        {"entries": [5]},
        {"entries": [{}]},
        {"entries": [{"id": "member"}]},
        entry("member", king=True),
        entry("nobody", reader=True),
        {"entries": [{"id": 5, "roles": {"reader": True}}]},
        {"entries": [{"id": "member", "roles": {"reader": "yes"}}]},
        {"entries": [{"id": "member", "roles": []}]},
        {"entries": [{"id": "nobody", "type": "group", "roles": {"reader": True}}]},
        {"entries": [{"id": "space:/workspaces/nowhere", "type": "space", "roles": {"reader": True}}]},
        {"entries": [{"id": "space:/workspaces/confidential/..", "type": "space", "roles": {"reader": True}}]},
        {"entries": [{"id": "outsider", "type": "king", "roles": {"reader": True}}]},
        {"entries": [{"id": "outsider", "roles": {"reader": True}, "until": "soon"}]},
        {"entries": [{"id": "outsider", "roles": {"reader": True}, "until": "2020-01-01"}]},
        {"entries": [{"id": "outsider", "roles": {"reader": True}, "sponsor": "nobody"}]},
        {"inherit": "no"},
    ],
)
def test_bad_entries_are_refused(api, make, body):
    api.author.post_json(f"{make.document(state='draft')}/@sharing", body, status=400)


def test_who_may_not_share_hears_why(api, make):
    made = make.document()
    api.guest.post_json(f"{made}/@sharing", {}, status=401)
    api.member.post_json(f"{made}/@sharing", {"entries": 5}, status=403)
    api.facilitator.post_json(OPEN + "/@sharing", {}, status=400)


def until(login, day, **roles):
    return {"entries": [{"id": login, "roles": roles, "until": day, "sponsor": "owner"}]}


def test_what_is_given_has_an_end_and_a_sponsor_and_is_shown_as_ended(api, make, clock):
    made = make.document(in_=PRIVATE + "/documents")
    api.facilitator.post_json(f"{made}/@sharing", until("outsider", "2026-03-10", reader=True), status=204)
    (shown,) = api.facilitator.get(f"{made}/@sharing").json["entries"]
    assert shown["until"] == "2026-03-10T23:59:59+00:00" and shown["sponsor"] == "owner"
    api.facilitator.post_json(f"{made}/@sharing", entry("outsider", author=True), status=204)
    assert api.facilitator.get(f"{made}/@sharing").json["entries"][0]["until"] == shown["until"], "it was not named"
    api.outsider.get(str(made))
    clock.advance(days=9)
    api.outsider.get(str(made), status=404)
    found = api.facilitator.get(f"{made}/@sharing").json
    assert found["entries"] == [] and [one["id"] for one in found["ended"]] == ["outsider"]
    assert found["ended"][0]["roles"]["reader"] is True
    api.facilitator.post_json(f"{made}/@sharing", entry("outsider", reader=False, author=False), status=204)
    assert api.facilitator.get(f"{made}/@sharing").json["ended"] == []


def test_a_break_is_made_and_taken_back(api, make):
    made = make.folder(in_=OPEN + "/documents")
    api.guest.get(str(made))
    api.moderator.post_json(f"{made}/@sharing", {"inherit": False}, status=403)
    api.facilitator.post_json(f"{made}/@sharing", {"inherit": False}, status=204)
    assert api.facilitator.get(f"{made}/@sharing").json["inherit"] is False
    for login in ("guest", "member", "moderator"):
        api(login).get(str(made), status=404)
    crumbs = api.facilitator.get(f"{made}/@breadcrumbs").json["items"]
    assert [one["inherit"] for one in crumbs] == [True, True, True, False]
    api.facilitator.post_json(f"{made}/@sharing", {"inherit": True}, status=204)
    api.guest.get(str(made))


def test_groups_and_spaces_are_named_by_what_they_are_called(site, api, make):
    site.people(lambda store: store.add_group(None, "trainers", "Trainers"))
    made = make.document(in_=PRIVATE + "/documents")
    entries = [
        {"id": "trainers", "type": "group", "roles": {"reader": True}},
        {"id": f"space:{GROUP}", "type": "space", "roles": {"reader": True}},
    ]
    api.facilitator.post_json(f"{made}/@sharing", {"entries": entries}, status=204)
    shown = api.facilitator.get(f"{made}/@sharing").json["entries"]
    assert [(one["id"], one["type"], one["title"]) for one in shown] == [
        ("trainers", "group", "Trainers"), (f"space:{GROUP}", "space", "Members group")]  # fmt: skip


def test_a_space_that_one_cannot_see_is_named_by_nobody_and_can_be_taken_away(site, api, make):
    hidden = make.workspace("Hidden club", preset="confidential", roster={}, by="facilitator")
    made = make.document(in_=GROUP + "/documents", by="author")
    named = [{"id": f"space:{hidden}", "type": "space", "roles": {"reader": True}}]
    api.author.post_json(f"{made}/@sharing", {"entries": named}, status=400)
    api.facilitator.post_json(f"{made}/@sharing", {"entries": named}, status=204)
    (shown,) = api.author.get(f"{made}/@sharing").json["entries"]
    assert "Hidden" not in str(shown) and "hidden" not in shown["id"]
    gone = [{"id": shown["id"], "type": "space", "roles": {"reader": False}}]
    api.author.post_json(f"{made}/@sharing", {"entries": gone}, status=204)
    assert api.author.get(f"{made}/@sharing").json["entries"] == []


def test_people_groups_and_spaces_are_found_by_a_part_of_their_name(site, api, make):
    make.workspace("Otto's secret", preset="confidential", roster={}, by="owner")
    made = make.document(by="author")
    found = api.author.get(f"{made}/@sharing?search=otto").json["entries"]
    assert [one["id"] for one in found] == ["outsider"]
    assert not any(found[0]["roles"].values())


def test_a_group_belongs_to_a_space_through_its_roster(site, api):
    site.people(lambda store: store.add_group(None, "trainers", "Trainers"))
    site.people(lambda store: store.set_groups(None, store.by_login("outsider"), ("trainers",)) and None)
    api.outsider.get(PRIVATE, status=404)
    change = {"kind": "grant", "principal": "trainers", "role": "member"}
    told = api.facilitator.post_json(f"{PRIVATE}/@rehearse", {"change": change}).json
    # Only administrators list who is in a group.
    assert {row["everyone_in"] for row in told["gains"]} == {"group:trainers"} and not told["losses"]
    told = api.admin.post_json(f"{PRIVATE}/@rehearse", {"change": change}).json
    assert {row["person"] for row in told["gains"]} == {"outsider"} and not told["losses"]
    person = {"kind": "grant", "principal": "outsider", "role": "member"}
    api.facilitator.post_json(f"{PRIVATE}/@rehearse", {"change": person}, status=400)
    named = [{"id": "trainers", "type": "group", "roles": {"member": True}}]
    api.facilitator.post_json(f"{PRIVATE}/@sharing", {"entries": named}, status=204)
    api.outsider.get(PRIVATE)
    people = [{"id": "outsider", "type": "user", "roles": {"member": True}}]
    api.facilitator.post_json(f"{PRIVATE}/@sharing", {"entries": people}, status=400)
    api.facilitator.post_json(f"{PRIVATE}/@sharing", {"entries": named, "inherit": False}, status=409)
