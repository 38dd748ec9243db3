"""Moving asks for what adding and deleting ask for."""

import pytest
from pyramid.traversal import find_resource

from moothall.core.base.errors import BadInput, Forbidden
from moothall.core.operations import activation
from moothall.core.operations.moving import check_may_move
from moothall.core.work.jobs import run_pending
from tests.factories import CURATED, GROUP, OPEN, PRIVATE


def test_a_repository_goes_only_to_where_one_may_be_added(site, make):
    make.member(GROUP, "member", "facilitator")
    made = make.repository(GROUP, by="member")

    def check(root, login, source=made.path, target=OPEN):
        check_may_move(site.viewer(root, login), find_resource(root, source), find_resource(root, target))

    with pytest.raises(Forbidden):
        site.read(lambda root: check(root, "member"))
    site.read(lambda root: check(root, "facilitator"))


@pytest.mark.parametrize(("source", "said"), [
    ("", "There is nothing at “”."), (5, "There is nothing at “5”."), (None, "There is nothing at “None”."),
    ("http://localhost", "This cannot be moved."), ("/", "This cannot be moved."),
    (f"{OPEN}/documents", "This cannot be moved."), (f"{OPEN}/nowhere", f"There is nothing at “{OPEN}/nowhere”."),
    (f"{PRIVATE}/documents/hidden", f"There is nothing at “{PRIVATE}/documents/hidden”."),
    ("0" * 32, f"There is nothing at “{'0' * 32}”."),
])  # fmt: skip
def test_what_is_no_item_is_not_moved(api, make, source, said):
    make.document(PRIVATE + "/documents", "Hidden", by="author", state="draft")
    answer = api.facilitator.post_json(f"{GROUP}/documents/@move", {"source": source}, status=400)
    assert answer.json["message"] == said


def test_an_item_is_named_by_path_address_or_uid(api, make):
    plan = make.document(OPEN + "/documents", "Plan", by="author", state="published")
    places = (GROUP, CURATED, OPEN, GROUP)
    uid = api.facilitator.get(plan.path).json["UID"]
    path = plan.path
    for space, name in zip(places, ("path", "address", "uid", "address with query"), strict=True):
        source = {"path": path, "uid": uid}.get(name, f"http://localhost{path}")
        moved = api.facilitator.post_json(f"{space}/documents/@move", {"source": source + "?a=1" * ("query" in name)})
        path = f"{space}/documents/plan"
        assert [one["target"] for one in moved.json] == [f"http://localhost{path}"], name


@pytest.mark.parametrize(("source", "target", "said"), [
    ("plans", "plans", "An item cannot be moved into itself."),
    ("plans", "plans/inner", "An item cannot be moved into itself."),
    ("plans", "", "It is already there."), ("plans", "/../discussions", "This item cannot go there."),
    ("plans", "plan", "This item cannot go there."),
])  # fmt: skip
def test_where_it_cannot_go_is_said(site, make, source, target, said):
    make.folder(make.folder(f"{OPEN}/documents", "Plans").path, "Inner")
    make.document(f"{OPEN}/documents", "Plan")

    def check(root):
        documents = find_resource(root, f"{OPEN}/documents")
        there = documents.__parent__["discussions"] if ".." in target else find_resource(documents, target)
        check_may_move(site.viewer(root, "facilitator"), find_resource(documents, source), there)

    with pytest.raises(BadInput, match=said):
        site.read(check)


def test_a_published_item_goes_only_to_where_one_may_publish(api, make):
    draft = make.document(GROUP + "/documents", "Sketch", by="member", state="draft").path
    published = make.document(GROUP + "/documents", "Plan", by="member", state="published").path
    approving = make.workspace("Approving", policies={"moderation": "pre"}, roster={"member": ("member",)}).path
    api.member.post_json(f"{approving}/documents/@move", {"source": draft}, status=200)
    refused = api.member.post_json(f"{approving}/documents/@move", {"source": published}, status=403)
    assert refused.json["message"] == "Only people who can publish there can move published items."
    make.member(approving, "member", "author")
    api.member.post_json(f"{approving}/documents/@move", {"source": published}, status=200)


def test_a_space_goes_nowhere_that_is_paused(api, make):
    space = make.workspace("Guild").path
    coalition = make.coalition("Alps", name="at", preset="open-community").path
    make.step(coalition, "suspend", by="sitemoderator")
    refused = api.admin.post_json(f"{coalition}/@move", {"source": space}, status=409)
    assert refused.json["message"] == "Nothing can be changed here: the space is archived or paused."
    make.step(coalition, "resume", by="sitemoderator")
    api.admin.post_json(f"{coalition}/@move", {"source": space}, status=200)


def test_an_empty_folder_goes_with_who_may_edit_it_and_a_full_one_with_its_facilitators(api, make):
    folder = make.folder(GROUP + "/documents", "Plans", by="member").path
    make.folder(OPEN + "/documents", "Theirs", by="author")
    api.member.post_json(f"{GROUP}/documents/@move", {"source": f"{OPEN}/documents/theirs"}, status=403)
    api.member.post_json(f"{OPEN}/documents/@move", {"source": folder}, status=200)
    folder = f"{OPEN}/documents/plans"
    make.document(folder, "Plan", by="author")
    api.member.post_json(f"{GROUP}/documents/@move", {"source": folder}, status=403)
    # Its contents were approved there, so a facilitator here takes them over.
    make.member(CURATED, "facilitator", "author")
    api.facilitator.post_json(f"{CURATED}/documents/@move", {"source": folder}, status=403)
    api.facilitator.post_json(f"{GROUP}/documents/@move", {"source": folder}, status=200)


@pytest.mark.parametrize("inherit", [True, False])
def test_a_document_with_access_of_its_own_is_read_where_it_is_now(api, make, inherit):
    plan = make.document(OPEN + "/documents", "Plan", by="author", state="published").path
    shared = {"inherit": inherit, "entries": [{"id": "outsider", "type": "user", "roles": {"reader": True}}]}
    api.facilitator.post_json(f"{plan}/@sharing", shared, status=204)
    api.guest.get(plan, status=200 if inherit else 404)
    api.facilitator.post_json(f"{PRIVATE}/documents/@move", {"source": plan}, status=200)
    moved = f"{PRIVATE}/documents/plan"
    for login, sees in (
        ("guest", False),
        ("reviewer", False),
        ("reader", inherit),
        ("outsider", True),
        ("owner", True),
    ):
        program = api(login)
        program.get(moved, status=200 if sees else 404)
        found = program.get("/@search?portal_type=document").json["items"]
        assert [item["@id"] for item in found] == [f"http://localhost{moved}"] * sees, login
    # The members of the old space are no others.
    make.member(OPEN, "outsider", "facilitator")
    api.outsider.patch_json(moved, {"title": "Ours"}, status=403)


def test_the_log_says_from_where_to_where(api, site, make):
    plan = make.document(OPEN + "/documents", "Plan", by="author", state="published").path
    make.document(GROUP + "/documents", "Plan", by="author")
    (moved,) = api.facilitator.post_json(f"{GROUP}/documents/@move", {"source": plan}).json
    assert moved["target"] == f"http://localhost{GROUP}/documents/plan-2"

    def look(root):
        old, new = (find_resource(root, f"{space}/documents").uid for space in (OPEN, GROUP))
        (event,) = root.event_log.about(find_resource(root, f"{GROUP}/documents/plan-2").uid, {"moved"})
        return (event.before, event.after) == ((old, "plan"), (new, "plan-2"))

    assert site.read(look)


def test_an_empty_folder_goes_with_who_may_edit_or_delete_it(api, make):
    def change(table):
        table["matrix"]["container"]["delete"].append("moderator")
        table["matrix"]["container"]["edit"].append("author")

    make.table("space", change)
    shelf = make.folder(f"{GROUP}/documents", "Shelf", by="facilitator").path
    folder = make.folder(f"{GROUP}/documents", "Plans", by="member").path

    def move(login, source, target, status):
        api(login).post_json(f"{target}/@move", {"source": source}, status=status)

    move("author", folder, shelf, 200)
    move("moderator", f"{shelf}/plans", f"{GROUP}/documents", 200)
    move("reader", folder, shelf, 403)
    make.document(folder, "Plan", by="member")
    for login in ("author", "moderator"):
        move(login, folder, shelf, 403)
    move("facilitator", folder, shelf, 200)


def test_what_one_may_not_delete_stays_and_says_why(api, make):
    plan = make.document(CURATED + "/documents", "Plan", by="author", state="published").path
    target = f"{GROUP}/documents/@move"
    for login in ("author", "member"):
        refused = api(login).post_json(target, {"source": plan}, status=403).json
        assert refused["explain"] == f"http://localhost{plan}/@explain?permission=delete"
    coalition = make.coalition("Alps", name="at", preset="open-community").path
    paused = make.workspace("Paused", in_=coalition, by="owner").path
    plan = make.document(f"{paused}/documents", "Plan", by="author").path
    make.step(coalition, "suspend", by="sitemoderator")
    for login in ("author", "facilitator"):
        api(login).post_json(target, {"source": plan}, status=409)


def test_a_published_item_follows_the_workflow_of_where_it_goes(api, make):
    def by_permission(table):
        for name in ("publish", "approve"):
            del table["transitions"][name]["who"]
            table["transitions"][name]["permission"] = "manage"
        table["matrix"]["draft"]["manage"] = ["facilitator"]

    make.own_table(GROUP, by_permission)
    plan = make.document(OPEN + "/documents", "Plan", by="member", state="published").path
    refused = api.member.post_json(f"{GROUP}/documents/@move", {"source": plan}, status=403).json
    assert refused["message"] == "Only people who can publish there can move published items."
    api.facilitator.post_json(f"{GROUP}/documents/@move", {"source": plan}, status=200)


def test_a_space_goes_where_one_may_add_it_and_into_another_where_one_facilitates(api, make):
    roles = ("facilitator", "member")
    mine, other = (
        make.coalition(title, by="author", preset="open-community", roster={"owner": (role,)}).path
        for title, role in zip(("Mine", "Other"), roles, strict=True)
    )
    space = make.workspace("Guild", in_=mine, by="owner").path
    make.document(f"{space}/documents", "Plan", by="owner")
    (moved,) = api.owner.post_json("/workspaces/@move", {"source": space}, status=200).json
    space = moved["target"].removeprefix("http://localhost")
    api.owner.post_json(f"{other}/@move", {"source": space}, status=403)
    api.owner.post_json(f"{mine}/@move", {"source": space}, status=200)


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
