"""The states of what is moved to where another workflow is in use."""

import pytest

from moothall.core.operations import activation
from moothall.core.work.jobs import run_pending
from tests.factories import CURATED, GROUP, OPEN, PRIVATE


class TestWhereAStateIsUnknown:
    """Two spaces have chosen a workflow with a state that others do not have."""

    @pytest.fixture(autouse=True)
    def checked(self, make):
        for space in (GROUP, PRIVATE):
            make.own_table(space, self.with_a_check, id=f"checked-{space.rsplit('/', 1)[1]}")

    @staticmethod
    def with_a_check(table):
        table["states"]["checked"] = {**table["states"]["proposed"], "title": "Checked"}
        table["matrix"]["checked"] = table["matrix"]["proposed"]
        table["transitions"]["check"] = {"title": "Check", "from": ["draft"], "to": "checked", "who": ["creator"]}
        table["states"]["idea"], table["matrix"]["idea"] = {"title": "Idea"}, table["matrix"]["draft"]
        table["transitions"]["delete"]["from"].append("idea")
        table["transitions"]["think"] = {"title": "Think", "from": ["draft"], "to": "idea", "who": ["creator"]}
        table["transitions"]["drop"] = {"title": "Drop", "from": ["checked"], "to": "deleted", "who": ["creator"]}

    @pytest.fixture
    def move(self, api):
        def move(source, status, target=f"{OPEN}/documents"):
            return api.facilitator.post_json(f"{target}/@move", {"source": str(source)}, status=status)

        return move

    def test_a_document_stays(self, make, api, actors, move):
        document = make.document(f"{GROUP}/documents", "Plan", by="facilitator", state="draft")
        api.facilitator.post_json(f"{document}/@workflow/check", {})
        assert "“Checked”" in move(document, 409).json["message"]
        assert "“Checked”" in actors.facilitator.get(f"{document}/move?to={OPEN}/documents").text
        api.facilitator.get(str(document), status=200)

    def test_a_document_goes_to_where_its_state_is_known(self, make, api, move):
        document = make.document(f"{GROUP}/documents", "Plan", by="facilitator", state="draft")
        api.facilitator.post_json(f"{document}/@workflow/check", {})
        move(document, 200, f"{PRIVATE}/documents")
        assert api.facilitator.get(f"{PRIVATE}/documents/plan").json["review_state"] == "checked"
        folder = make.folder(make.folder(f"{GROUP}/documents", "Plans", by="facilitator").path, "Inner").path
        document = make.document(folder, "Plan", by="facilitator", state="draft")
        api.facilitator.post_json(f"{folder}/@sharing", {"inherit": False})
        api.facilitator.post_json(f"{document}/@workflow/check", {})
        move(f"{GROUP}/documents/plans", 200, f"{PRIVATE}/documents")
        inner = api.facilitator.get(f"{PRIVATE}/documents/plans/inner/plan")
        assert inner.json["review_state"] == "checked"

    def test_a_folder_stays_with_what_is_in_it(self, make, api, move):
        folder = make.folder(f"{GROUP}/documents", "Plans", by="facilitator")
        inner = make.folder(str(folder), "Inner", by="facilitator")
        document = make.document(str(inner), "Plan", by="facilitator", state="draft")
        api.facilitator.post_json(f"{inner}/@sharing", {"inherit": False})
        move(folder, 200)
        move(f"{OPEN}/documents/plans", 200, f"{GROUP}/documents")
        api.facilitator.post_json(f"{document}/@workflow/check", {})
        move(folder, 409)

    def test_what_would_come_back_into_it_stays(self, make, api, move):
        document = make.document(f"{GROUP}/documents", "Plan", by="facilitator", state="draft")
        folder = make.folder(f"{GROUP}/documents", "Plans", by="facilitator")
        move(document, 200, str(folder))
        document = f"{folder}/plan"
        api.facilitator.post_json(f"{document}/@workflow/check", {})
        api.facilitator.post_json(f"{document}/@workflow/drop", {})
        move(folder, 409)

    def test_what_both_know_goes(self, make, move):
        move(make.document(f"{GROUP}/documents", "Plan", by="facilitator", state="published"), 200)

    def test_a_folder_stays_with_a_draft_behind_what_is_published(self, make, api, move):
        folder = make.folder(f"{GROUP}/documents", "Plans", by="facilitator")
        make.document(str(folder), "Other", by="facilitator", state="published")
        document = make.document(str(folder), "Plan", by="facilitator", state="published")
        make.working_edition(document, by="facilitator")
        api.facilitator.post_json(f"{document}/@workflow/check", {}, status=200)
        assert "“Checked”" in move(folder, 409).json["message"]
        assert "“Checked”" in move(document, 409).json["message"]
        move(folder, 200, f"{PRIVATE}/documents")

    def test_what_its_mover_does_not_see_goes_along_in_another_state(self, make, api, actors, move):
        folder = make.folder(f"{GROUP}/documents", "Plans", by="facilitator")
        inner = make.folder(str(folder), "Inner", by="member")
        for title in ("Secret plan", "Secret waste"):
            document = make.document(str(inner), title, by="member", state="draft")
            api.member.post_json(f"{document}/@workflow/think", {}, status=200)
        api.member.post_json(f"{document}/@workflow/delete", {}, status=200)
        published = make.document(str(folder), "Plan", by="member", state="published")
        make.working_edition(published, by="member")
        api.member.post_json(f"{published}/@workflow/think", {}, status=200)
        gone = make.document(str(folder), "Gone", by="member", state="published")
        make.working_edition(gone, by="member")
        api.member.post_json(f"{gone}/@workflow/think", {}, status=200)
        api.facilitator.post_json(f"{gone}/@workflow/delete", {}, status=200)
        assert "no state" not in actors.facilitator.get(f"{folder}/move?to={OPEN}/documents").text
        move(folder, 200)
        there = f"{OPEN}/documents/plans"
        assert api.member.get(f"{there}/inner/secret-plan").json["review_state"] == "draft"
        assert api.member.get(f"{there}/plan").json["review_state"] == "draft"
        assert api.facilitator.get(f"{there}/plan").json["review_state"] == "published"
        api.facilitator.get(f"{there}/inner/secret-plan", status=404)
        make.step(f"{there}/inner/secret-waste", "restore", by="member")
        assert api.member.get(f"{there}/inner/secret-waste").json["review_state"] == "draft"
        found = {one["title"] for one in api.member.get("/@search?review_state=draft").json["items"]}
        assert {"Secret plan", "Secret waste"} <= found
        # The history says whose move it was.
        assert "Finn Facilitator" in actors.member.get(f"{there}/inner/secret-plan/history").html.main.text
        # What the mover sees stays, and says why.
        move(there, 200, f"{GROUP}/documents")
        document = make.document(str(inner), "Mine", by="facilitator", state="draft")
        api.facilitator.post_json(f"{document}/@workflow/think", {}, status=200)
        assert "“Idea”" in move(folder, 409).json["message"]
        api.facilitator.post_json(f"{document}/@workflow/delete", {}, status=200)
        assert "“Idea”" in move(folder, 409).json["message"]

    def test_a_draft_that_its_mover_does_not_see_goes_along_in_another_state(self, make, api, actors, move):
        published = make.document(f"{GROUP}/documents", "Plan", by="member", state="published")
        make.working_edition(published, by="member")
        api.member.post_json(f"{published}/@workflow/think", {}, status=200)
        assert "Idea" not in actors.facilitator.get(f"{published}/move?to={OPEN}/documents").html.main.text
        move(published, 200)
        assert api.member.get(f"{OPEN}/documents/plan").json["review_state"] == "draft"
        steps = api.member.get(f"{OPEN}/documents/plan/@history").json["items"]
        states = [one["review_state"] for one in steps if one["type"] == "workflow"]
        assert sorted(states) == ["draft", "draft", "idea", "proposed", "published"]

    def test_the_logs_name_the_workflow_of_the_new_place_for_a_changed_state(self, site, make, api, move):
        make.own_table(OPEN, lambda _table: None, id="as-shipped")
        folder = make.folder(f"{GROUP}/documents", "Plans", by="facilitator")
        document = make.document(str(folder), "Plan", by="member", state="draft")
        api.member.post_json(f"{document}/@workflow/think", {}, status=200)
        move(folder, 200)
        steps = api.member.get(f"{OPEN}/documents/plans/plan/@history").json["items"]
        (step,) = (one for one in steps if one["actor"] == "facilitator")
        assert step["workflow"]["@id"].endswith("/workflows/as-shipped")
        site.copy_audit()
        (entry,) = (one for one in api.admin.get("/@audit").json["items"] if one["before"] == "idea")
        assert (entry["kind"], entry["actor"], entry["after"]) == ("edition state", "facilitator", "draft")
        assert (entry["reason"], entry["rule"]) == ("", "")

    def test_a_space_stays_with_what_is_in_it(self, make, api):
        coalition = make.coalition("Alps", name="at", preset="open-community").path
        space = make.workspace("Inside", in_=coalition, by="owner").path
        make.own_table(coalition, self.with_a_check, id="alpine")
        post = make.document(f"{space}/documents", "Plan", by="facilitator", state="draft")
        api.facilitator.post_json(f"{post}/@workflow/check", {}, status=200)
        refused = api.admin.post_json("/workspaces/@move", {"source": space}, status=409)
        assert "“Checked”" in refused.json["message"]
        # A workflow of its own goes with it.
        make.own_table(space, self.with_a_check, id="its-own")
        api.admin.post_json("/workspaces/@move", {"source": space}, status=200)
        moved = api.facilitator.get(f"/workspaces/{space.rsplit('/', 1)[1]}/documents/plan").json
        assert moved["review_state"] == "checked"

    def test_a_document_stays_out_of_a_space_whose_own_workflow_has_less(self, make, move):
        def change(table):
            del table["states"]["needs_changes"], table["matrix"]["needs_changes"]
            del table["transitions"]["request_changes"], table["transitions"]["resubmit"]
            table["transitions"]["delete"]["from"].remove("needs_changes")

        make.own_table(CURATED, change, id="short")
        document = make.document(f"{OPEN}/documents", "Plan", by="author", state="needs_changes")
        assert "“Changes requested”" in move(document, 409, f"{CURATED}/documents").json["message"]

    def test_a_discussion_stays_with_a_state_of_its_own(self, make, api, move):
        def change(table):
            table["states"]["resting"] = {**table["states"]["closed"], "title": "Resting"}
            table["matrix"]["resting"] = table["matrix"]["closed"]
            table["transitions"]["rest"] = {**table["transitions"]["close"], "title": "Rest", "to": "resting"}

        make.own_table(GROUP, change, "discussion", id="restful")
        talk = make.discussion(f"{GROUP}/discussions", "Talk", by="member")
        quiet = make.discussion(f"{GROUP}/discussions", "Quiet", by="member")
        make.step(talk, "rest", by="moderator")
        waiting = make.discussion(f"{GROUP}/discussions", "Waiting", by="member", first="pending")
        make.step(waiting, "rest", by="moderator")
        for one in (talk, waiting):
            assert "“Resting”" in move(one, 409, f"{OPEN}/discussions").json["message"]
        move(quiet, 200, f"{OPEN}/discussions")


def test_what_moves_while_a_workflow_renames_its_state_gets_one_of_its_new_place(site, make, api, monkeypatch):
    def with_ideas(table):
        table["states"]["idea"], table["matrix"]["idea"] = {"title": "Idea"}, table["matrix"]["draft"]
        table["transitions"]["think"] = {"title": "Think", "from": ["draft"], "to": "idea", "who": ["creator"]}

    def rename(table):
        table["states"]["thought"] = {**table["states"].pop("idea"), "title": "Thought"}
        table["matrix"]["thought"] = table["matrix"].pop("idea")
        table["transitions"]["think"]["to"] = "thought"

    make.own_table(CURATED, lambda _table: None, id="as-shipped")
    make.table("content", with_ideas)
    folder = make.folder(f"{OPEN}/documents", "Plans", by="facilitator")
    documents = [make.document(str(folder), f"Plan {number}", by="member", state="draft") for number in range(2)]
    documents.append(make.document(f"{OPEN}/documents", "Mine", by="facilitator", state="draft"))
    for document, login in zip(documents, ("member", "member", "facilitator"), strict=True):
        make.step(document, "think", by=login)
    monkeypatch.setattr(activation, "BATCH", 1)
    assert make.table("content", rename, {"idea": "thought"}) is not None
    target = f"{CURATED}/documents/@move"
    # The message names the state as its mover reads it.
    refused = api.facilitator.post_json(target, {"source": str(documents[-1])}, status=409)
    assert "“Thought”" in refused.json["message"]
    api.facilitator.post_json(target, {"source": str(folder)}, status=200)
    for _moment in ("before", "after"):
        for number in range(2):
            shown = api.member.get(f"{CURATED}/documents/plans/plan-{number}", status=200)
            assert shown.json["review_state"] == "draft"
        run_pending(site.registry)
