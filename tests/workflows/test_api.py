"""Workflow definitions over the API."""

import copy

import pytest

from moothall.core.operations import activation
from tests.factories import OPEN
from tests.workflow_kinds import shipped

CONTENT = "/workflows/content"


def table(**changed):
    return {**copy.deepcopy(shipped("content")), **changed}


def test_everybody_reads_a_definition_and_its_versions(api):
    found = api.guest.get(CONTENT).json
    assert (found["version"], found["kind"], found["definition"]["id"]) == (1, "content", "content")
    (version,) = api.guest.get(f"{CONTENT}/@versions").json["items"]
    assert (version["version"], version["state"], version["actor"]) == (1, "active", None)
    one = api.guest.get(version["@id"]).json
    assert one["definition"]["states"]["draft"]["title"] == "Draft"
    api.guest.get(f"{CONTENT}/@versions/2", status=404)
    assert "draft" not in found


@pytest.mark.parametrize(("login", "status"), [("guest", 401), ("member", 403), ("sitemoderator", 403)])
def test_nobody_else_changes_one(api, login, status):
    client = api(login)
    client.patch_json(CONTENT, {"definition": table()}, status=status)
    client.post_json("/workflows", {"definition": table(id="other", kind="content")}, status=status)
    client.post_json(f"{CONTENT}/@activate", {}, status=status)
    client.post_json(f"{CONTENT}/@take-back", {}, status=status)


def test_a_draft_is_saved_made_active_and_taken_back(api, make):
    document = make.document(OPEN + "/documents", by="author")
    data = table()
    data["matrix"]["published"]["edit"].append("member")
    draft = api.admin.patch_json(CONTENT, {"definition": data}).json["draft"]
    assert draft["problems"] == [] and draft["actor"] == "admin"
    api.admin.patch_json(CONTENT, {"definition": data, "revision": "old"}, status=409)
    api.member.patch_json(str(document), {"title": "Mine"}, status=403)
    done = api.admin.post_json(f"{CONTENT}/@activate", {"revision": draft["revision"], "note": "Wiki."}).json
    assert (done["version"], done["job"]) == (2, None)
    api.member.patch_json(str(document), {"title": "Mine"}, status=204)
    assert api.guest.get(f"{CONTENT}/@versions").json["items"][0]["comments"] == "Wiki."
    assert api.admin.post_json(f"{CONTENT}/@take-back", {}).json["version"] == 1
    api.member.patch_json(str(document), {"title": "Mine again"}, status=403)
    assert api.admin.post_json(f"{CONTENT}/@activate", {"version": 2}).json["version"] == 2
    api.admin.post_json(f"{CONTENT}/@activate", {"version": 7}, status=400)


def test_states_that_go_are_mapped_and_a_job_says_how_far_it_is(api, make, site, monkeypatch):
    monkeypatch.setattr(activation, "BATCH", 1)
    for _number in range(2):
        make.document(OPEN + "/documents", by="author", state="proposed")
    site.reindex()
    data = table()
    data["states"]["waiting"] = data["states"].pop("proposed")
    data["matrix"]["waiting"] = data["matrix"].pop("proposed")
    for step in data["transitions"].values():
        step["from"] = ["waiting" if one == "proposed" else one for one in step["from"]]
        step["to"] = "waiting" if step["to"] == "proposed" else step["to"]
    revision = api.admin.patch_json(CONTENT, {"definition": data}).json["draft"]["revision"]
    refused = api.admin.post_json(f"{CONTENT}/@activate", {"revision": revision}, status=400)
    assert "choose what happens" in refused.json["message"]
    api.admin.post_json(f"{CONTENT}/@activate", {"revision": revision, "moved": 5}, status=400)
    done = api.admin.post_json(f"{CONTENT}/@activate", {"revision": revision, "moved": {"proposed": "waiting"}}).json
    job = api.admin.get(done["job"]).json
    assert (job["state"], job["done"], job["total"]) == ("waiting", 0, 2)
    api.member.get(done["job"], status=404)
    api.guest.get(done["job"], status=404)


def test_another_definition_begins_as_a_draft(api):
    made = api.admin.post_json("/workflows", {"definition": table(id="other", kind="content")}, status=201)
    assert made.json["version"] is None and made.json["draft"]["problems"] == []
    api.member.get("/workflows/other", status=404)
    api.admin.post_json("/workflows", {"definition": table(id="other", kind="content")}, status=400)


@pytest.mark.parametrize("data", [None, 5, {}, {"id": "content"}, {**table(), "initial": "nowhere"}])
def test_what_is_no_workflow_is_refused(api, data):
    api.admin.patch_json(CONTENT, {"definition": data}, status=400)


def test_a_table_that_is_forgotten_is_asked_for(api):
    for body in ({}, {"title": "Another"}, {"definition": []}, {"definition": None, "revision": "1"}):
        assert "“definition”" in api.admin.patch_json("/workflows/content", body, status=400).json["message"]
