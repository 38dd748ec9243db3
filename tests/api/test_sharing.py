"""``@sharing``."""

import pytest

from tests.factories import GROUP, OPEN


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
            "roles": {"reader": True, "author": True},
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
    assert {"id": "member", "title": "Can take part"} in api.facilitator.get(f"{folder}/@sharing").json[
        "available_roles"
    ]


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
    ],
)
def test_bad_entries_are_refused(api, make, body):
    api.author.post_json(f"{make.document(state='draft')}/@sharing", body, status=400)


def test_who_may_not_share_hears_why(api, make):
    made = make.document()
    api.guest.post_json(f"{made}/@sharing", {}, status=401)
    api.member.post_json(f"{made}/@sharing", {"entries": 5}, status=403)
    api.facilitator.post_json(OPEN + "/@sharing", {}, status=400)
