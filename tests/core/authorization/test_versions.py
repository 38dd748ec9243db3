"""Earlier versions are judged where they were made, by the roles of today."""

import pytest
from pyramid.traversal import find_resource, resource_path

from moothall.core.operations.moving import move
from tests.factories import GROUP, OPEN, PRIVATE
from tests.workflow_changes import release_to_archived, rename_archived

DOCUMENTS = PRIVATE + "/documents"
SECRET = "Secret first title"


class Versions:
    """What people read of the versions of one document, through every door."""

    def __init__(self, api, actors):
        self.api, self.actors = api, actors

    def titles(self, login, path):
        """The titles in ``@history``, which agree with the pages and the numbers that open."""
        items = self.api(login).get(f"{path}/@history").json["items"]
        known = {one["version"]: one["title"] for one in items if one["type"] == "versioning"}
        page = self.actors(login).get(f"{path}/history").text
        for number in range(1, 5):
            status = 200 if number in known else 404
            answer = self.actors(login).get(f"{path}/versions/{number}", status=status)
            for other in range(1, 5):
                wanted = 200 if number in known and other in known else 404
                self.actors(login).get(f"{path}/versions/{number}?against={other}", status=wanted)
            assert (f"/versions/{number}" in page) == (number in known)
            assert SECRET not in answer.text or number == 1 or SECRET in known.values()
        return [known[number] for number in sorted(known)]


@pytest.fixture
def versions(api, actors):
    return Versions(api, actors)


@pytest.fixture
def document(make, api):
    """v1 live in a private space, then v2."""
    made = make.document(DOCUMENTS, SECRET, by="author")
    api.facilitator.patch_json(str(made), {"title": "Second title"}, status=204)
    return made


def moved(site, path, target, by="facilitator"):
    act = site.act(by)

    def change(root):
        item = find_resource(root, str(path))
        move(act, item, find_resource(root, target))
        return resource_path(item)

    return site.write(change)


def test_moved_to_a_public_place(site, make, versions, document, actors):
    make.person("late")
    make.person("editor")
    make.member(OPEN, "editor", "facilitator")
    path = moved(site, document, OPEN + "/documents")
    assert versions.titles("guest", path) == ["Second title"]
    assert versions.titles("outsider", path) == ["Second title"]
    # An editor of the new place who is not in the old one.
    assert versions.titles("editor", path) == ["Second title"]
    assert versions.titles("reader", path) == [SECRET, "Second title"]
    assert versions.titles("facilitator", path) == [SECRET, "Second title"]
    assert versions.titles("author", path) == [SECRET, "Second title"]
    make.member(PRIVATE, "late", "reader")
    assert versions.titles("late", path) == [SECRET, "Second title"]
    make.member(PRIVATE, "reader")
    make.member(PRIVATE, "author")
    assert versions.titles("reader", path) == ["Second title"]
    # Who made it, and is out.
    assert versions.titles("author", path) == ["Second title"]


def test_a_version_brought_back_does_not_name_a_hidden_one(site, api, actors, versions, document):
    api.facilitator.patch_json(f"{document}/@history", {"version": 1}, status=200)
    path = moved(site, document, OPEN + "/documents")
    assert "Version 1 brought back" in actors.reader.get(f"{path}/history").text
    for page in (f"{path}/history", f"{path}/versions/3"):
        assert "Version 1 brought back" not in actors.guest.get(page).text


def test_a_space_that_is_opened(site, make, api, versions, document):
    api.owner.patch_json(PRIVATE, {"visibility": "public", "joining": "request"}, status=204)
    assert versions.titles("guest", document) == ["Second title"]
    assert versions.titles("reader", document) == [SECRET, "Second title"]
    api.facilitator.patch_json(str(document), {"title": "Third title"}, status=204)
    # What was live while everybody could read stays for everybody.
    assert versions.titles("guest", document) == ["Second title", "Third title"]


def test_a_restriction_that_is_lifted(make, api, versions):
    folder = make.folder(OPEN + "/documents", "Plans", by="facilitator")
    made = make.document(str(folder), SECRET, by="facilitator")
    api.facilitator.post_json(f"{folder}/@sharing", {
        "inherit": False, "entries": [{"id": "reader", "type": "user", "roles": {"reader": True}}]})  # fmt: skip
    api.facilitator.patch_json(str(made), {"title": "Second title"}, status=204)
    api.member.get(str(made), status=404)
    api.facilitator.post_json(f"{folder}/@sharing", {"inherit": True})
    assert versions.titles("member", made) == ["Second title"]
    assert versions.titles("guest", made) == ["Second title"]
    assert versions.titles("reader", made) == [SECRET, "Second title"]


def test_access_to_the_document_alone_shows_what_came_after(make, api, versions, document):
    api.facilitator.post_json(f"{document}/@sharing", {
        "entries": [{"id": "outsider", "type": "user", "roles": {"reader": True}}]})  # fmt: skip
    assert versions.titles("outsider", document) == ["Second title"]
    api.facilitator.patch_json(str(document), {"title": "Third title"}, status=204)
    assert versions.titles("outsider", document) == ["Second title", "Third title"]


def test_a_draft_of_a_private_space_is_for_those_who_edit_in_both(site, make, api, versions):
    make.person("editor")
    make.member(OPEN, "editor", "facilitator")
    draft = make.document(DOCUMENTS, SECRET, by="facilitator", state="draft")
    api.facilitator.patch_json(str(draft), {"title": "Second title"}, status=204)
    api.facilitator.post_json(f"{draft}/@workflow/publish", {})
    path = moved(site, draft, OPEN + "/documents")
    assert versions.titles("editor", path) == ["Second title"]
    assert versions.titles("facilitator", path) == [SECRET, "Second title"]
    assert versions.titles("reader", path) == ["Second title"]


def test_an_edited_post(site, make, api, actors):
    topic = make.discussion(PRIVATE + "/discussions", "Topic", by="member")
    post = make.post(topic, "<p>Secret words</p>", by="member")
    api.member.patch_json(str(post), {"text": "<p>Public words</p>"}, status=204)
    path = moved(site, topic, OPEN + "/discussions")
    post = f"{path}/{post.path.rsplit('/', 1)[1]}"
    for login, sees in (("guest", False), ("outsider", False), ("reader", True), ("member", True)):
        assert ("Secret words" in actors(login).get(f"{post}/history").text) is sees
        assert (f"{post}/history" in actors(login).get(path).text) is sees
        assert api(login).get(post).json["edited"] is sees


class TestHowManyStayHidden:
    """Said before it is done, to those who may read them."""

    def test_in_a_rehearsal(self, api, document):
        change = {"kind": "dial", "visibility": "public", "joining": "request"}
        answer = api.owner.post_json(f"{PRIVATE}/@rehearse", {"change": change}).json
        assert answer["hidden_versions"] == 1
        assert "1 earlier version stays hidden" in answer["text"]
        same = {"kind": "dial", "creation": "authors"}
        assert api.owner.post_json(f"{PRIVATE}/@rehearse", {"change": same}).json["hidden_versions"] == 0
        there = {"kind": "move", "target": f"{OPEN}/documents"}
        answer = api.facilitator.post_json(f"{document}/@rehearse", {"change": there}).json
        assert answer["hidden_versions"] == 1

    def test_on_the_page_that_moves(self, actors, document):
        page = actors.facilitator.get(f"{document}/move?to={OPEN}/documents")
        assert "1 earlier version stays hidden" in page.text
        assert "stays hidden" not in actors.facilitator.get(f"{document}/move").text

    def test_only_to_those_who_read_them(self, site, make, api, document):
        make.person("editor")
        make.member(OPEN, "editor", "facilitator")
        make.member(GROUP, "editor", "facilitator")
        path = moved(site, document, GROUP + "/documents")
        there = {"change": {"kind": "move", "target": f"{OPEN}/documents"}}
        assert api("editor").post_json(f"{path}/@rehearse", there).json["hidden_versions"] == 0
        assert api.facilitator.post_json(f"{path}/@rehearse", there).json["hidden_versions"] == 1


class TestOfStatesThatOneWorkflowDoesNotHave:
    """A version is read by those who could read it, and by those who work on it, whatever its state is called now."""

    @staticmethod
    def with_a_check(table):
        table["states"]["checked"] = {**table["states"]["proposed"], "title": "Checked"}
        table["matrix"]["checked"] = table["matrix"]["proposed"]
        table["transitions"]["check"] = {"title": "Check", "from": ["draft"], "to": "checked", "who": ["creator"]}
        table["transitions"]["approve"]["from"].append("checked")

    def test_a_version_was_live_in_a_state_that_was_removed(self, make, api, versions):
        make.table("content", release_to_archived)
        made = make.document(GROUP + "/documents", SECRET, by="author", state="draft")
        make.step(made, "release", by="author")
        make.working_edition(made, by="author", title="Second title")
        for step in ("submit", "approve"):
            make.step(made, step, by="facilitator")
        before = {login: versions.titles(login, made) for login in ("outsider", "reader", "facilitator")}
        assert all(titles == [SECRET, "Second title"] for titles in before.values())
        make.table("content", rename_archived, {"archived": "shelved"})
        assert {login: versions.titles(login, made) for login in before} == before
        for step in ("archive", "unarchive"):
            make.step(made, step, by="facilitator")
        assert {login: versions.titles(login, made) for login in before} == before

    def test_a_draft_is_in_a_state_that_its_workflow_did_not_have(self, make, api, versions):
        make.own_table(GROUP, lambda table: None)
        made = make.document(GROUP + "/documents", "First title", by="author", state="draft")
        api.author.patch_json(str(made), {"title": "Second title"}, status=204)
        make.own_table(GROUP, self.with_a_check, id="checked")
        make.step(made, "check", by="author")
        for login in ("author", "facilitator"):
            assert versions.titles(login, made) == ["First title", "Second title"], login

    def test_a_draft_is_in_a_state_that_the_workflow_of_its_old_place_does_not_have(self, site, make, api, versions):
        make.own_table(GROUP, lambda table: None)
        make.own_table(OPEN, self.with_a_check, id="checked")
        made = make.document(GROUP + "/documents", "First title", by="author", state="draft")
        api.author.patch_json(str(made), {"title": "Second title"}, status=204)
        path = moved(site, made, OPEN + "/documents")
        api.author.post_json(f"{path}/@workflow/check", {}, status=200)
        make.person("editor")
        make.member(OPEN, "editor", "facilitator")
        for login in ("author", "facilitator"):
            assert versions.titles(login, path) == ["First title", "Second title"], login
        assert versions.titles("editor", path) == ["Second title"]
