"""Moving asks for what adding and deleting ask for."""

import pytest
from pyramid.traversal import find_resource

from moothall.core.base.errors import BadInput, Forbidden
from moothall.core.operations.moving import check_may_move
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
