"""Parameters in addresses: each service answers those that it knows, and names all others."""

import pytest

from tests.factories import GROUP, OPEN

LIBRARY = OPEN + "/documents"


def test_every_service_names_the_parameters_that_it_does_not_know(api, make, site):
    made, talk = str(make.document(title="Plan")), str(make.discussion(title="Talk"))
    for client, address in (
        *((api.author, path) for path in ("/", OPEN, LIBRARY, made, talk, "/people", "/workflows/content")),
        *((api.author, f"{made}/{name}") for name in ("@history", "@workflow", "@sharing", "@breadcrumbs", "@types")),
        *((api.author, f"{made}/{name}") for name in ("@navigation", "@permissions", "@schedule", "@access-requests")),
        *((api.author, path) for path in ("/@vocabularies", "/@vocabularies/digcomp", "/@users/author", "/@queue")),
        *((api.author, path) for path in (f"/people/{site.id_of('author')}", "/@types/document", f"{made}/@search")),
        (api.author, f"{made}/@explain?permission=edit"),
        *((api.admin, path) for path in ("/@users", "/@groups", "/@audit", f"{OPEN}/@members", f"{OPEN}/@bans")),
        *((api.admin, f"{GROUP}/{name}") for name in ("@join", "@invitations", "@departed", "@audit")),
    ):
        client.get(address, status=200)
        sep = "&" if "?" in address else "?"
        for unknown in ("serch=x", "b_size.depth=1", "b_size:wrong=1", "expand.nothing=1"):
            message = client.get(f"{address}{sep}{unknown}", status=400).json["message"]
            assert unknown.partition("=")[0] in message, address


def test_the_right_is_judged_before_the_parameters(api, make):
    hidden = str(make.document(title="Plan", state="draft"))
    api.outsider.get(f"{hidden}?nothing=1", status=404)
    api.guest.get("/@users?nothing=1", status=401)
    api.member.get("/@users?nothing=1", status=403)
    api.outsider.get(f"{make.document(title='Other')}/@sharing?nothing=1", status=403)


def test_nothing_is_changed_by_a_request_with_unknown_parameters(api, make):
    made = str(make.document(title="Plan"))
    assert "dry" in api.author.patch_json(f"{made}?dry=1", {"title": "Other"}, status=400).json["message"]
    assert api.author.get(made).json["title"] == "Plan"
    api.author.delete(f"{made}?dry=1", status=400)
    api.author.post_json(f"{LIBRARY}?dry=1", {"@type": "document", "title": "New"}, status=400)
    assert api.author.get(made).json["title"] == "Plan"
    assert "New" not in {one["title"] for one in api.author.get(LIBRARY).json["items"]}
    api.outsider.patch_json(f"{made}?dry=1", {"title": "Other"}, status=403)


@pytest.mark.parametrize("name", ["fullobjects", "fullobjects=1", "fullobjects=True", "fullobjects:boolean=yes"])
def test_switches_of_lists_in_every_spelling(api, make, name):
    make.document(title="Plan", text="<p>Up</p>")
    assert "text" in api.member.get(f"{LIBRARY}?{name}").json["items"][0]
    assert "text" not in api.member.get(f"{LIBRARY}?fullobjects=0").json["items"][0]
    assert "email" not in api.member.get(f"/people?{name}").json["items"][0]
    api.member.get(f"{LIBRARY}?fullobjects=perhaps", status=400)


def test_the_items_of_a_container_can_be_left_out(api, make):
    make.document(title="Plan")
    assert "items" not in api.member.get(f"{LIBRARY}?include_items=false").json
    assert api.member.get(f"{LIBRARY}?include_items=1").json["items"]


def test_parts_of_lists_in_every_spelling(api, make):
    for title in ("A", "B", "C"):
        make.document(title=title)
    for query in ("b_start=1&b_size=1", "b_start:int=1&b_size:int=1"):
        found = api.member.get(f"{LIBRARY}?{query}").json
        assert [one["title"] for one in found["items"]] == ["B"]
        assert [one["title"] for one in api.member.get(found["batching"]["next"]).json["items"]] == ["C"]
    found = api.member.get(f"{LIBRARY}?page=2&b_size=1").json
    assert [one["title"] for one in found["items"]] == ["B"]
    assert [one["title"] for one in api.member.get(found["batching"]["next"]).json["items"]] == ["C"]
    api.member.get(f"{LIBRARY}?page=0", status=400)
