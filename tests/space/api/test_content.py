"""Spaces and their settings in the API."""

import pytest


@pytest.mark.parametrize(("actor", "state"), [("outsider", "draft"), ("sitemoderator", "active"), ("admin", "active")])
@pytest.mark.parametrize(
    ("place", "type_id"), [("/workspaces", "workspace"), ("/coalitions", "coalition"), ("/coalitions/it", "workspace")]
)
def test_anybody_signed_in_proposes_a_space(api, actor, state, place, type_id):
    found = api(actor).post_json(place, {"@type": type_id, "title": "A new space", "visibility": "signed-in"}).json
    assert (found["review_state"], found["visibility"], found["joining"]) == (state, "signed-in", "request")
    assert {item["@type"] for item in found["items"]} == {"forum", "library"} if "items" in found else True
    api.guest.post_json(place, {"@type": type_id, "title": "A new space"}, status=401)


def test_policies_that_do_not_go_together_are_refused(api):
    sent = {"@type": "workspace", "title": "x", "visibility": "private", "joining": "open"}
    api.outsider.post_json("/workspaces", sent, status=400)
    api.outsider.post_json("/workspaces", {"@type": "workspace", "title": "x", "visibility": "secret"}, status=400)


def test_policies_are_turned_by_those_who_may_edit(api, make):
    space = make.workspace()
    api.facilitator.patch_json(str(space), {"visibility": "private", "joining": "invitation"}, status=204)
    api.guest.get(str(space), status=404)
    api.facilitator.patch_json(str(space), {"joining": "open"}, status=400)
    api.member.patch_json(str(space), {"visibility": "public"}, status=403)


def test_a_space_without_anything_in_it_is_deleted_by_its_owner(api, make):
    space = make.workspace()
    api.facilitator.delete(str(space), status=403)
    api.owner.delete(str(space), status=204)
    api.owner.get(str(space), status=404)


def test_a_coalition_names_its_country_in_the_language_of_the_reader(api, make):
    path = str(make.coalition("Suomi", country="FI"))
    german = {"Accept-Language": "de"}
    whole = api.owner.get(path, headers=german).json
    listed = {one["title"]: one for one in api.guest.get("/coalitions", headers=german).json["items"]}
    for found in (whole, listed["Suomi"], api.guest.get(path, headers=german).json):
        assert (found["country"], found["country_name"]) == ("FI", "Finnland")
    assert listed["Italia"]["country"] == "" and "country_name" not in listed["Italia"]
    # What a client read can be sent back as it is.
    api.owner.patch_json(path, {"country": "FI", "country_name": "Finnland"}, status=204)
