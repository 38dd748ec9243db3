"""What the workflow editor asks and says does not depend on items that the person does not see."""

import re

import pytest
from pyramid.traversal import find_resource

from moothall.core.operations import activation
from moothall.core.work.jobs import run_pending
from tests.factories import GROUP, OPEN

#: What no two answers share.
UNAVOIDABLE = re.compile(rb'name="(csrf_token|once)" value="[^"]*"|nonce="[^"]*"|nonce-[^\' ;]*')


def with_an_idea(data):
    """Add a private state besides the draft, and a way into it."""
    data["states"]["idea"] = {"title": "Idea", "hue": "draft"}
    data["matrix"]["idea"] = data["matrix"]["draft"]
    data["transitions"]["submit"]["from"].append("idea")
    data["transitions"]["think"] = {"title": "Think", "from": ["draft"], "to": "idea", "who": ["creator"]}


def without_it(data):
    del data["states"]["idea"], data["matrix"]["idea"], data["transitions"]["think"]
    data["transitions"]["submit"]["from"].remove("idea")
    return data


@pytest.fixture
def asked(site, make):
    """Every answer to an administrator, and to the owner of a space, who would remove the state of the ideas."""
    make.table("content", with_an_idea)
    admin, program, owner = site.client("admin"), site.program("admin"), site.program("owner")
    data = without_it(program.get("/workflows/content").json["definition"])
    program.patch_json("/workflows/content", {"definition": data})
    program.post_json("/workflows", {"definition": {**data, "id": "plain"}}, status=201)
    revision = program.get("/workflows/plain").json["draft"]["revision"]
    program.post_json("/workflows/plain/@activate", {"revision": revision})

    def ask():
        change = {"change": {"kind": "workflow", "definition": "plain"}}
        pages = [
            *(admin.get(f"/admin/workflows/{page}") for page in ("content/draft", "content/activate", "plain/hold")),
            program.post_json("/workflows/content/@rehearse", {"change": {"kind": "workflow"}}, status="*"),
            *(one.post_json(f"{OPEN}/@rehearse", change, status="*") for one in (program, owner)),
        ]
        return [(page.status_int, UNAVOIDABLE.sub(b"", page.body)) for page in pages]

    return ask


def test_hidden_drafts_change_no_answer_and_get_the_default(site, make, asked):
    before = asked()
    for place in (OPEN, GROUP):
        idea = make.document(place + "/documents", by="member", state="draft", title="Secret")
        make.step(idea, "think", by="member")
    site.reindex()
    assert asked() == before
    program = site.program("admin")
    revision = program.get("/workflows/content").json["draft"]["revision"]
    program.post_json("/workflows/content/@activate", {"revision": revision})
    assert site.read(lambda root: find_resource(root, str(idea)).working_state) == "draft"


def test_items_that_one_sees_are_asked_for(site, make, asked):
    idea = make.document(OPEN + "/documents", by="admin", state="draft", title="Mine")
    make.step(idea, "think", by="admin")
    site.reindex()
    assert "1 item is in this state now" in site.client("admin").get("/admin/workflows/content/activate").text
    program = site.program("admin")
    revision = program.get("/workflows/content").json["draft"]["revision"]
    refused = program.post_json("/workflows/content/@activate", {"revision": revision}, status=400)
    assert "choose what happens" in refused.json["message"]
    program.post_json("/workflows/content/@activate", {"revision": revision, "moved": {"idea": "proposed"}})


@pytest.mark.parametrize("hidden", [0, 5])
def test_hidden_drafts_decide_nothing_about_background_jobs(site, make, monkeypatch, hidden):
    """Neither whether there is one, nor what it counts, nor whether another version can follow at once."""
    monkeypatch.setattr(activation, "BATCH", 2)
    make.table("content", with_an_idea)
    program, pages = site.program("admin"), site.client("admin")
    ideas = [make.document(OPEN + "/documents", by="member", state="draft", title=f"No {n}") for n in range(hidden)]
    for idea in ideas:
        make.step(idea, "think", by="member")
    version = program.get("/workflows/content").json["version"]

    def activate(change, moved=None):
        data = change(program.get("/workflows/content").json["definition"])
        program.patch_json("/workflows/content", {"definition": data})
        revision = program.get("/workflows/content").json["draft"]["revision"]
        return program.post_json("/workflows/content/@activate", {"revision": revision, "moved": moved or {}}).json

    answer = activate(without_it)
    assert (answer["version"], answer["job"]) == (version + 1, None)
    assert "still being applied" not in pages.get("/admin/workflows/content").text
    assert "Background jobs</h2>" not in pages.get("/admin/status").text
    assert program.post_json("/workflows/content/@take-back", {}).json["job"] is None
    while run_pending(site.registry):
        pass
    assert "Background jobs</h2>" not in pages.get("/admin/status").text
    states = [site.read(lambda root, at=idea: find_resource(root, str(at)).working_state) for idea in ideas]
    assert set(states) <= {"idea"}
    # What one sees is counted, without the rest.
    for n in range(3):
        make.step(make.document(OPEN + "/documents", by="admin", state="draft", title=f"My {n}"), "think", by="admin")
    job = activate(without_it, {"idea": "draft"})["job"].removeprefix("http://localhost")
    assert program.get(job).json["total"] == 3
    while run_pending(site.registry):
        pass
    assert (program.get(job).json["done"], program.get(job).json["state"]) == (3, "done")
