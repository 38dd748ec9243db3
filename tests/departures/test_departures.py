"""What left a space: its facilitators know of it, and fetch it back as it left."""

import pytest

from moothall.core.operations.deletion import purge_deleted
from moothall.core.operations.departures import release_departures
from tests.factories import GROUP, OPEN, PRIVATE
from tests.workflow_changes import release_to_archived, rename_archived

HIDEOUT = "/workspaces/hideout"


@pytest.fixture
def hideout(make):
    """A hidden draft space of the facilitator."""
    return make.workspace("Hideout", by="facilitator", roster={}, state="draft")


@pytest.fixture
def carried(make, api, hideout):
    """Carry ``source`` off into the hidden space; returns its new path."""

    def carried(source):
        answer = api.facilitator.post_json(f"{HIDEOUT}/documents/@move", {"source": str(source)})
        return answer.json[0]["target"].removeprefix("http://localhost")

    return carried


def departed(api, login="owner", place=OPEN):
    return api(login).get(f"{place}/@departed").json["items"]


def fetched(api, uid, login="owner", place=OPEN, status=200):
    answer = api(login).post_json(f"{place}/@fetch-back", {"UID": uid}, status=status).json
    return answer["@id"].removeprefix("http://localhost") if status == 200 else answer["message"]


def test_what_was_not_changed_comes_back_itself(make, api, actors, carried):
    document = make.document(OPEN + "/documents", "Plan", by="author")
    uid = api.owner.get(str(document)).json["UID"]
    carried(document)
    api.owner.get(str(document), status=404)
    (entry,) = departed(api)
    assert entry["UID"] == uid and entry["title"] == "Plan" and entry["actor"] == "facilitator"
    assert entry["target"] is None and entry["text"] == "Moved by Finn Facilitator to a place you cannot see."
    assert departed(api, "facilitator")[0]["target"] == f"http://localhost{HIDEOUT}/documents"
    path = fetched(api, uid)
    assert path == str(document)
    assert api.owner.get(path).json["UID"] == uid
    api.facilitator.get(f"{HIDEOUT}/documents/plan", status=301)
    fetched(api, uid, status=409)
    # Who carried it off cannot fetch it back from there.
    (there,) = departed(api, "facilitator", HIDEOUT)
    assert not there["can_be_fetched_back"]
    fetched(api, uid, "facilitator", HIDEOUT, 409)


def test_only_facilitators_know_of_it(make, api, actors, carried):
    carried(make.document(OPEN + "/documents", "Plan", by="author"))
    for login, status in (("guest", 401), ("outsider", 403), ("member", 403), ("moderator", 403)):
        api(login).get(f"{OPEN}/@departed", status=status)
        api(login).post_json(f"{OPEN}/@fetch-back", {"UID": "x"}, status=status)
        assert "Items moved elsewhere" not in actors(login).get(OPEN).text
    api.outsider.get(f"{HIDEOUT}/@departed", status=404)
    api.owner.get(f"{OPEN}/documents/@departed", status=404)
    api.owner.post_json(f"{OPEN}/@fetch-back", {}, status=400)
    fetched(api, "aaaaaaaaaaaaa", status=409)


class TestWhateverWasDoneToIt:
    """It comes back as a copy of what it was."""

    @pytest.fixture
    def document(self, make, api):
        made = make.document(OPEN + "/documents", "First", by="author", text="<p>One.</p>", subjects=("plans",))
        api.facilitator.patch_json(str(made), {"title": "Second", "text": "<p>Two.</p>"}, status=204)
        return made

    def check(self, api, document, uid):
        path = fetched(api, uid)
        answer = api.member.get(path).json
        assert answer["title"] == "Second" and "Two." in answer["text"]["data"] and answer["subjects"] == ["plans"]
        assert answer["review_state"] == "published" and answer["UID"] != uid
        versions = [one["title"] for one in api.member.get(f"{path}/@history").json["items"] if "version" in one]
        assert versions == ["Second", "First"]
        assert "Second" in [one["title"] for one in api.guest.get(f"{OPEN}/documents").json["items"]]
        api.author.patch_json(path, {"title": "Third"}, status=204)
        return path

    def test_edited(self, api, document, carried):
        uid = api.owner.get(str(document)).json["UID"]
        path = carried(document)
        api.facilitator.patch_json(path, {"title": "Ours"}, status=204)
        self.check(api, document, uid)
        # What is there stays there.
        assert api.facilitator.get(path).json["title"] == "Ours"

    def test_deleted(self, api, document, carried):
        uid = api.owner.get(str(document)).json["UID"]
        api.facilitator.delete(carried(document), status=204)
        self.check(api, document, uid)

    def test_purged(self, site, clock, api, document, carried):
        uid = api.owner.get(str(document)).json["UID"]
        path = carried(document)
        site.on(path, lambda item: item.delete_permanently(site.act("facilitator")))
        clock.advance(days=29)
        release_departures(site.registry)
        purge_deleted(site.registry)
        # Log-ins last 14 days.
        clock.advance(days=-20)
        self.check(api, document, uid)

    def test_shared_with_somebody(self, api, document, carried):
        uid = api.owner.get(str(document)).json["UID"]
        path = carried(document)
        api.facilitator.post_json(f"{path}/@sharing", {
            "entries": [{"id": "outsider", "type": "user", "roles": {"author": True}}]})  # fmt: skip
        copy = self.check(api, document, uid)
        entries = api.owner.get(f"{copy}/@sharing").json["entries"]
        assert "outsider" not in [entry["id"] for entry in entries]

    def test_after_thirty_days(self, site, clock, make, api, document, carried):
        uid = api.owner.get(str(document)).json["UID"]
        carried(document)
        clock.advance(days=30)
        make.person("late")
        make.member(OPEN, "late", "facilitator")
        assert fetched(api, uid, "late", status=409)
        assert release_departures(site.registry) == 1
        assert release_departures(site.registry) == 0
        (entry,) = departed(api, "late")
        assert entry["title"] == "Second" and not entry["can_be_fetched_back"]


def test_out_of_a_private_space_with_its_earlier_versions(make, api, carried):
    document = make.document(PRIVATE + "/documents", "First", by="author")
    api.facilitator.patch_json(str(document), {"title": "Second"}, status=204)
    uid = api.owner.get(str(document)).json["UID"]
    api.facilitator.patch_json(carried(document), {"title": "Ours"}, status=204)
    copy = fetched(api, uid, place=PRIVATE)
    for login in ("facilitator", "reader"):
        items = api(login).get(f"{copy}/@history").json["items"]
        assert [one["title"] for one in items if "version" in one] == ["Second", "First"]


def test_a_folder_with_its_content_and_without_what_was_hidden(make, api, carried):
    folder = make.folder(OPEN + "/documents", "Plans", by="facilitator")
    inner = make.folder(str(folder), "Inner", by="facilitator")
    make.document(str(inner), "Shown", by="author")
    make.document(str(inner), "Secret", by="author", state="draft")
    file = make.file(str(inner), "Picture", by="author")
    api.facilitator.post_json(f"{inner}/@sharing", {
        "inherit": False, "entries": [{"id": "reader", "type": "user", "roles": {"reader": True}}]})  # fmt: skip
    data = api.owner.get(f"{file}/download").body
    uid = api.owner.get(str(folder)).json["UID"]
    path = carried(folder)
    api.facilitator.delete(f"{path}/inner/shown", status=204)
    copy = fetched(api, uid)
    titles = [one["title"] for one in api.author.get(f"{copy}/inner", status="*").json.get("items", [])]
    assert "Secret" not in titles
    assert sorted(one["title"] for one in api.owner.get(f"{copy}/inner").json["items"]) == ["Picture", "Shown"]
    assert api.owner.get(f"{copy}/inner/picture/download").body == data
    # The restriction came along.
    api.reader.get(f"{copy}/inner/shown", status=200)
    api.member.get(f"{copy}/inner/shown", status=404)


def test_a_draft_that_nobody_saw_leaves_no_trace(make, api):
    draft = make.document(OPEN + "/documents", "Draft", by="author", state="draft")
    api.author.post_json(f"{GROUP}/documents/@move", {"source": str(draft)})
    assert departed(api) == []


def test_a_working_copy_that_is_hidden_does_not_come_along(make, api, carried):
    document = make.document(OPEN + "/documents", "Live", by="author")
    make.working_edition(document, title="Secret")
    uid = api.owner.get(str(document)).json["UID"]
    path = carried(document)
    api.facilitator.post_json(f"{path}/@workflow/archive", {})
    copy = fetched(api, uid)
    answer = api.author.get(copy).json
    assert answer["title"] == "Live" and answer["review_state"] == "published"
    assert "Secret" not in api.owner.get(f"{copy}/@history").text


def test_a_discussion_with_its_posts(make, api, actors, hideout):
    topic = make.discussion(OPEN + "/discussions", "Topic", by="member", text="<p>Question</p>")
    post = make.post(topic, "<p>Answer</p>", by="author")
    make.post(topic, "<p>Thanks</p>", by="member", in_reply_to=post.uid)
    uid = api.owner.get(str(topic)).json["UID"]
    api.facilitator.post_json(f"{HIDEOUT}/discussions/@move", {"source": str(topic)})
    api.facilitator.post_json(f"{HIDEOUT}/discussions/topic/@comments", {"text": "<p>Mine now</p>"}, status="*")
    make.post(f"{HIDEOUT}/discussions/topic", "<p>Mine now</p>", by="facilitator")
    copy = fetched(api, uid)
    text = actors.guest.get(copy).text
    assert all(word in text for word in ("Question", "Answer", "Thanks")) and "Mine now" not in text
    api.author.post_json(f"{copy}", {"@type": "post", "text": "<p>More</p>"}, status=201)


def test_a_space_that_left_its_coalition(make, api):
    space = make.workspace("Guild", in_="/coalitions/it", by="owner")
    uid = api.owner.get(str(space)).json["UID"]
    api.owner.post_json("/workspaces/@move", {"source": str(space)})
    (entry,) = departed(api, "facilitator", "/coalitions/it")
    assert entry["target"] == "http://localhost/workspaces"
    assert fetched(api, uid, "facilitator", "/coalitions/it") == "/coalitions/it/guild"


def test_what_was_fetched_back_is_not_carried_off_again_by_fetching(make, api, carried):
    """The place through which it went fetches a copy, and the thing itself stays where it belongs."""
    make.workspace("Second hideout", name="second", by="facilitator", roster={})
    document = make.document(OPEN + "/documents", "Plan", by="author")
    uid = api.owner.get(str(document)).json["UID"]
    api.facilitator.post_json("/workspaces/second/documents/@move", {"source": carried(document)})
    assert fetched(api, uid) == str(document)
    make.member(OPEN, "facilitator")
    copy = fetched(api, uid, "facilitator", HIDEOUT)
    assert api.facilitator.get(copy).json["UID"] != uid
    assert api.member.get(str(document), status=200).json["UID"] == uid

    space = make.workspace("Guild", in_="/coalitions/it", by="facilitator")
    coalition = make.coalition("Other", name="other", by="facilitator", roster={})
    uid = api.facilitator.get(str(space)).json["UID"]
    for target in (coalition, "/workspaces"):
        (moved,) = api.facilitator.post_json(f"{target}/@move", {"source": str(space)}).json
        space = moved["target"].removeprefix("http://localhost")
    assert fetched(api, uid, "owner", "/coalitions/it") == "/coalitions/it/guild"
    fetched(api, uid, "facilitator", str(coalition), status=409)
    api.owner.get("/coalitions/it/guild", status=200)


def test_a_published_version_that_facilitators_do_not_see_is_not_copied(make, api, carried):
    def change(table):
        table["states"]["internal"] = {"title": "Internal", "live": True}
        table["matrix"]["internal"] = {"view": ["owner"]}
        table["transitions"]["keep"] = {"title": "Keep", "from": ["draft"], "to": "internal", "who": ["creator"]}

    make.table("content", change)
    folder = make.folder(OPEN + "/documents", "Plans", by="facilitator")
    make.document(str(folder), "Shown", by="author")
    document = make.document(str(folder), "Secret", by="owner", state="draft")
    make.step(document, "keep", by="owner")
    uid = api.owner.get(str(folder)).json["UID"]
    path = carried(folder)
    api.facilitator.patch_json(f"{path}/shown", {"title": "Changed"}, status=204)
    copy = fetched(api, uid)
    assert "Secret" not in [one["title"] for one in api.owner.get(copy).json["items"]]


def test_a_copy_is_shown_to_no_more_people_than_what_left(site, make, api, carried):
    """The workflow of the place no longer has the state in which only facilitators saw it."""

    def change(table):
        table["states"]["internal"] = {"title": "Internal", "live": True}
        table["matrix"]["internal"] = {"view": ["facilitator"], "delete": ["facilitator"]}
        table["transitions"]["keep"] = {"title": "Keep", "from": ["draft"], "to": "internal", "who": ["creator"]}

    make.table("content", change)
    document = make.document(OPEN + "/documents", "Plan", by="author", state="draft")
    make.step(document, "keep", by="author")
    uid = api.owner.get(str(document)).json["UID"]
    site.on(carried(document), lambda item: item.delete_permanently(site.act("facilitator")))

    def back(table):
        del table["states"]["internal"], table["matrix"]["internal"], table["transitions"]["keep"]

    make.own_table(OPEN, back)
    copy = fetched(api, uid)
    assert api.owner.get(copy).json["review_state"] == "proposed"
    for login in ("guest", "member", "reader"):
        api(login).get(copy, status=404)


def test_the_page(site, make, api, actors, carried):
    document = make.document(OPEN + "/documents", "Plan", by="author")
    carried(document)
    page = actors.owner.get(f"{OPEN}/documents").click("Items moved elsewhere", index=0)
    assert "Plan" in page.text and "Moved by Finn Facilitator to a place you cannot see." in page.text
    form = next(form for form in page.forms.values() if "uid" in form.fields)
    answer = form.submit("uid", status=303).follow()
    assert answer.request.path.startswith(str(document)) and "It is here as it left." in answer.text
    site.copy_audit()
    page = actors.owner.get(f"{OPEN}/departed")
    assert "Fetch back" not in page.text and "Fetched back" in page.text
    assert "moved “Plan” out of “Open community”" in actors.owner.get(f"{OPEN}/audit").text
    actors.member.get(f"{OPEN}/departed", status=403)


def test_a_copy_knows_the_states_in_which_its_versions_were_live(make, api, clock, carried):
    document = make.document(OPEN + "/documents", "Plan", by="author")
    for step in ("archive", "unarchive"):
        make.step(document, step)
    api.facilitator.patch_json(str(document), {"title": "Second"}, status=204)
    for step in ("delete", "restore"):
        make.step(document, step)
    uid = api.owner.get(str(document)).json["UID"]
    clock.advance(seconds=1)
    there = carried(document)
    api.facilitator.patch_json(there, {"title": "Changed there"}, status=204)
    copy = fetched(api, uid)
    items = api.owner.get(f"{copy}/@history").json["items"]
    states = [one["review_state"] for one in items if one["type"] == "workflow"]
    assert sorted(states) == ["archived", "published", "published"]
    assert {one["title"] for one in items if one["type"] == "versioning"} == {"Plan", "Second"}


def test_versions_of_a_copy_keep_their_readers_when_their_state_is_removed(make, api, carried):
    make.table("content", release_to_archived)
    document = make.document(OPEN + "/documents", "First", by="author", state="draft")
    make.step(document, "release", by="author")
    make.working_edition(document, by="author", title="Second")
    for step in ("submit", "approve"):
        make.step(document, step)
    uid = api.owner.get(str(document)).json["UID"]
    there = carried(document)
    api.facilitator.patch_json(there, {"title": "Changed there"}, status=204)
    copy = fetched(api, uid)

    def titles():
        items = api.reader.get(f"{copy}/@history").json["items"]
        return [one["title"] for one in items if one["type"] == "versioning"]

    assert titles() == ["Second", "First"]
    make.table("content", rename_archived, {"archived": "shelved"})
    assert titles() == ["Second", "First"]


class TestWhereTheWorkflowHasChangedSince:
    """A state that the workflow of the space no longer has is replaced, whoever sees the item in it."""

    @pytest.fixture(autouse=True)
    def with_an_idea(self, make):
        make.table("content", self.more)

    @staticmethod
    def more(table):
        table["states"]["idea"], table["matrix"]["idea"] = {"title": "Idea"}, table["matrix"]["draft"]
        table["states"]["checked"] = {**table["states"]["proposed"], "title": "Checked"}
        table["matrix"]["checked"] = table["matrix"]["proposed"]
        table["transitions"]["think"] = {"title": "Think", "from": ["draft"], "to": "idea", "who": ["creator"]}
        table["transitions"]["check"] = {"title": "Check", "from": ["draft"], "to": "checked", "who": ["creator"]}
        table["transitions"]["delete"]["from"] += ["idea", "checked"]

    @staticmethod
    def less(table):
        for state, step in (("idea", "think"), ("checked", "check")):
            del table["states"][state], table["matrix"][state], table["transitions"][step]
            table["transitions"]["delete"]["from"].remove(state)

    def test_hidden_drafts_make_no_difference(self, site, make, api, carried):
        said = {}
        for title in ("Plain", "With"):
            folder = make.folder(OPEN + "/documents", title, by="facilitator")
            make.document(str(folder), "Shown", by="author")
            if title == "With":
                draft = make.document(str(folder), "Secret", by="author", state="draft")
                make.step(draft, "think", by="author")
            said[title] = api.owner.get(str(folder)).json["UID"]
            carried(folder)
        make.own_table(OPEN, self.less)
        for title, uid in said.items():
            assert fetched(api, uid) == f"{OPEN}/documents/{title.lower()}"
        assert api.author.get(f"{OPEN}/documents/with/secret").json["review_state"] == "draft"
        api.owner.get(f"{OPEN}/documents/with/secret", status=404)

    def test_a_copy_is_in_a_state_that_there_is(self, make, api, carried):
        document = make.document(OPEN + "/documents", "Plan", by="author", state="draft")
        make.step(document, "check", by="author")
        uid = api.owner.get(str(document)).json["UID"]
        api.facilitator.patch_json(carried(document), {"title": "Changed"}, status=204)
        make.own_table(OPEN, self.less)
        copy = fetched(api, uid)
        answer = api.owner.get(copy).json
        assert (answer["title"], answer["review_state"]) == ("Plan", "proposed")
        assert answer["UID"] in [one["UID"] for one in api.owner.get(f"{OPEN}/documents").json["items"]]
        api.author.patch_json(copy, {"title": "Ours"}, status=204)
