"""``@types``, ``@vocabularies``, ``@breadcrumbs``, ``@navigation``."""

import pytest

from moothall.core.content.types import types_of
from tests.factories import OPEN


def test_the_types_that_may_be_added_are_marked(api, make):
    def addable(client, path):
        return {one["id"] for one in client.get(f"{path}/@types").json if one["addable"]}

    assert addable(api.member, OPEN + "/documents") == {"folder", "document", "file", "link"}
    assert addable(api.reader, OPEN + "/documents") == set()
    assert addable(api.outsider, "/workspaces") == {"workspace"}
    assert addable(api.outsider, "/coalitions/it") == {"workspace"}
    assert addable(api.guest, "/workspaces") == set()
    assert addable(api.member, str(make.discussion())) == {"post"}


def test_a_type_is_described_by_a_json_schema(api):
    found = api.member.get("/@types/workspace").json
    assert (found["type"], found["required"]) == ("object", ["title"])
    assert found["properties"]["visibility"]["enum"] == ["public", "signed-in", "private"]
    assert found["properties"]["title"]["maxLength"] == 200
    assert found["fieldsets"][0]["fields"][0] == "title"
    resource = api.member.get("/@types/resource").json["properties"]["digcomp"]
    assert resource["vocabulary"] == {"@id": "http://localhost/@vocabularies/digcomp"}
    api.member.get("/@types/nothing", status=404)
    api.member.get("/@types/document/more", status=404)


def test_every_type_has_a_description(api, site):
    for type_id in types_of(site.registry):
        api.admin.get(f"/@types/{type_id}")


def test_breadcrumbs_lead_down(api, make):
    found = api.guest.get(f"{make.document(title='Plan')}/@breadcrumbs").json
    assert [one["title"] for one in found["items"]] == ["Workspaces", "Open community", "Documents", "Plan"]
    assert api.guest.get("/@breadcrumbs").json["items"] == []


def test_the_navigation_shows_what_i_may_see(api):
    def places(client):
        found = client.get("/@navigation?expand.navigation.depth=2").json["items"]
        return {one["title"]: {inner["title"] for inner in one["items"]} for one in found}

    guest, reader = places(api.guest), places(api.reader)
    assert guest["Workspaces"] == {"Open community", "Curated space"}
    assert reader["Workspaces"] == {"Open community", "Curated space", "Members group", "Confidential"}
    assert "People" not in guest
    assert "People" in reader
    assert api.guest.get("/@navigation").json["items"][0]["items"] == []


def test_components_come_along_when_asked_for(api, make):
    made = make.document(title="Plan")
    found = api.author.get(f"{made}?expand=breadcrumbs,workflow,nothing").json["@components"]
    assert found["breadcrumbs"]["items"][-1]["title"] == "Plan"
    assert [one["id"] for one in found["workflow"]["transitions"]] == ["request_deletion", "delete"]
    assert set(found["history"]) == {"@id"}


@pytest.mark.parametrize("depth", ["0", "4", "x", "-1", "1.0"])
def test_a_depth_that_is_none_is_refused(api, depth):
    api.guest.get(f"/@navigation?expand.navigation.depth={depth}", status=400)


@pytest.mark.parametrize("path", ["/@nothing", "/@workflow/x/y", "/@breadcrumbs/x", "/@login", "/@@search", "/@"])
def test_services_that_do_not_exist_are_absent(api, path):
    api.member.get(path, status=404)
