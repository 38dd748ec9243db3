"""Reading, adding, changing and deleting through the API."""

import pytest

from moothall.core.content.uids import uid_name
from tests.factories import CURATED, GROUP, OPEN, PRIVATE

LIBRARY = OPEN + "/documents"
FORUM = OPEN + "/discussions"
SUMMARY = {
    "@id", "@type", "UID", "title", "description", "review_state", "type_title", "created", "modified", "effective",
}  # fmt: skip


def test_a_document_says_everything_about_itself(api, make):
    made = make.document(title="Plan", description="In short.", language="de", subjects=("women",), text="<p>Hallo</p>")
    found = api.member.get(str(made)).json
    assert found["@id"] == f"http://localhost{made}"
    assert found["@type"] == "document"
    assert found["UID"] == uid_name(made.uid)
    assert (found["id"], found["title"], found["description"]) == ("plan", "Plan", "In short.")
    assert (found["language"], found["subjects"]) == ("de", ["women"])
    assert found["text"] == {"data": "<p>Hallo</p>", "content-type": "text/html", "encoding": "utf-8"}
    assert (found["review_state"], found["creator"]) == ("published", "author")
    assert found["parent"]["@id"] == f"http://localhost{LIBRARY}"
    assert found["@components"]["workflow"]["@id"] == f"http://localhost{made}/@workflow"
    assert "live" not in found
    assert "items" not in found


def test_the_host_in_addresses_is_the_one_asked(api, make):
    made = make.document()
    found = api.guest.get(str(made), headers={"Host": "127.0.0.1:6543"}).json
    assert found["@id"] == f"http://127.0.0.1:6543{made}"
    api.guest.get(str(made), headers={"Host": "elsewhere.example"}, status=400)


def test_guests_read_names_and_no_log_ins(api, make):
    found = api.guest.get(str(make.document())).json
    assert (found["creator"], found["creator_name"]) == (None, "Anna Author")


def test_browsers_are_not_answered_in_json(as_guest, make):
    response = as_guest.get(str(make.document()), headers={"Accept": "text/html,*/*"}, expect_errors=True)
    assert response.content_type == "text/html"


def test_what_is_hidden_answers_as_what_is_not_there(api):
    hidden = api.outsider.get(PRIVATE, status=404)
    absent = api.outsider.get("/workspaces/no-such-thing", status=404)
    assert hidden.json == absent.json == {"type": "NotFound", "message": hidden.json["message"]}


# -- editions


def test_the_working_edition_is_shown_to_those_who_work_on_it(api, make):
    made = make.document(in_=CURATED + "/documents", title="As published")
    make.working_edition(made, title="As drafted")
    mine, theirs = api.author.get(str(made)).json, api.member.get(str(made)).json
    assert (mine["title"], mine["review_state"], mine["live"]) == ("As drafted", "draft", True)
    assert (theirs["title"], theirs["review_state"]) == ("As published", "published")
    assert "live" not in theirs
    # That something is under way is no affair of readers.
    assert theirs["modified"] < mine["modified"]


def test_the_live_edition_can_be_asked_for(api, make):
    made = make.document(in_=CURATED + "/documents", title="As published")
    make.working_edition(made, title="As drafted")
    found = api.author.get(f"{made}?edition=live").json
    assert (found["title"], found["review_state"]) == ("As published", "published")
    api.author.get(f"{made}?edition=working", status=400)
    api.author.get(f"{make.document(state='draft')}?edition=live", status=404)


# -- containers


def test_a_list_holds_summaries_and_the_exact_total(api, make):
    for number in range(3):
        make.document(title=f"Number {number}")
    make.document(title="Not yet", state="draft")
    found = api.member.get(LIBRARY).json
    assert [item["title"] for item in found["items"]] == ["Number 0", "Number 1", "Number 2"]
    assert found["items_total"] == 3
    assert set(found["items"][0]) == SUMMARY
    assert api.author.get(LIBRARY).json["items_total"] == 4


def test_an_item_with_two_editions_is_listed_once(api, make):
    made = make.document(in_=CURATED + "/documents")
    make.working_edition(made, title="As drafted")
    found = api.author.get(CURATED + "/documents").json
    assert [(item["title"], item["live"]) for item in found["items"]] == [("As drafted", True)]


def test_lists_come_in_pieces(api, make):
    for number in range(5):
        make.document(title=f"Number {number}")
    first = api.member.get(f"{LIBRARY}?b_size=2").json
    assert first["items_total"] == 5
    assert "prev" not in first["batching"]
    titles = [item["title"] for item in first["items"]]
    following = first["batching"].get("next")
    while following:
        piece = api.member.get(following).json
        titles += [item["title"] for item in piece["items"]]
        following = piece["batching"].get("next")
    assert titles == [f"Number {number}" for number in range(5)]
    assert piece["batching"]["prev"].endswith("b_start=2&b_size=2")
    assert piece["batching"]["last"].endswith("b_start=4&b_size=2")
    beyond = api.member.get(f"{LIBRARY}?b_start=99&b_size=2").json
    assert (beyond["items"], beyond["items_total"]) == ([], 5)


def test_twenty_come_at_once_and_never_more_than_five_hundred(api, make):
    for number in range(21):
        make.document(title=f"Number {number}")
    assert len(api.member.get(LIBRARY).json["items"]) == 20
    found = api.member.get(f"{LIBRARY}?b_size=100000").json
    assert len(found["items"]) == 21
    assert found["batching"]["last"].endswith("b_size=500")


@pytest.mark.parametrize(
    "query",
    [
        "b_start=-1",
        "b_start=x",
        "b_size=0",
        "b_size=1.5",
        "b_size=",
        "b_start=1e9",
        "b_size=%D9%A3",
        "b_start=" + "9" * 5000,
    ],
)
def test_pieces_that_are_no_numbers_are_refused(api, query):
    api.member.get(f"{LIBRARY}?{query}", status=400)


def test_full_objects_come_when_asked_for(api, make):
    make.document()
    item = api.member.get(f"{LIBRARY}?fullobjects=1").json["items"][0]
    assert item["text"]["data"] == "<p>Some words.</p>"


def test_the_places_of_the_site_can_be_read(api):
    assert api.guest.get("/").json["@type"] == "site"
    coalitions = api.guest.get("/coalitions").json
    assert [item["title"] for item in coalitions["items"]] == ["Italia"]
    assert "/people" not in str(api.guest.get("/").json["items"])
    assert api.guest.get("/workflows").json["items_total"] == 6
    assert "published" in api.guest.get("/workflows/content").json["definition"]["states"]
    assert api.guest.get("/vocabularies/digcomp").json["terms"][0]["token"]


# -- adding


def test_adding_answers_with_the_new_object(api):
    response = api.author.post_json(LIBRARY, {"@type": "document", "title": "Ein Plan", "text": "<p>Hallo</p>"})
    assert response.status_int == 201
    assert response.location == response.json["@id"] == f"http://localhost{LIBRARY}/ein-plan"
    assert response.json["review_state"] == "draft"
    assert api.author.get(response.location).json["text"]["data"] == "<p>Hallo</p>"


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        ("text/html", '<p onclick="x()">A <script>alert(1)</script>b</p>', "<p>A b</p>"),
        ("text/markdown", "A **b**", "<p>A <strong>b</strong></p>"),
        ("text/plain", "A <b>", "<p>A &lt;b&gt;</p>"),
    ],
)
def test_texts_are_taken_in_three_forms_and_cleaned(api, kind, text, stored):
    sent = {"@type": "document", "title": "x", "text": {"data": text, "content-type": kind, "encoding": "utf-8"}}
    assert api.author.post_json(LIBRARY, sent).json["text"]["data"].strip() == stored


def test_an_id_is_honoured_once(api):
    sent = {"@type": "document", "title": "A plan", "id": "my-plan"}
    assert api.author.post_json(LIBRARY, sent).json["id"] == "my-plan"
    assert api.author.post_json(LIBRARY, sent).json["id"] == "my-plan-2"


def test_a_taken_id_gets_a_suffix_whoever_may_see_the_other(api, make):
    make.document(title="Secret", state="draft", by="author")
    assert api.member.post_json(LIBRARY, {"@type": "document", "title": "Secret"}).json["id"] == "secret-2"


@pytest.mark.parametrize(
    "id", ["@search", "_x", "+x", "A", "a/b", "a b", "", "a\x00", "..", 5, ["a"], {"a": 1}, "x" * 500]
)
def test_bad_ids_are_refused(api, id):
    api.author.post_json(LIBRARY, {"@type": "document", "title": "x", "id": id}, status=400)


def test_the_name_of_a_page_is_no_id(api):
    assert api.author.post_json(LIBRARY, {"@type": "document", "title": "x", "id": "edit"}).json["id"] == "edit-2"


def test_a_missing_title_is_named(api):
    refused = api.author.post_json(LIBRARY, {"@type": "document"}, status=400)
    assert refused.json["type"] == "BadRequest"
    assert "title" in refused.json["message"]


@pytest.mark.parametrize("type_id", [None, "", "nothing", "post", "workspace", "vocabulary", 5, ["document"], {}])
def test_a_type_that_does_not_belong_there_is_refused(api, type_id):
    api.author.post_json(LIBRARY, {"@type": type_id, "title": "x"}, status=400)


def test_who_may_not_add_hears_so_before_what_is_wrong_with_the_body(api, make):
    api.guest.post_json(LIBRARY, {"@type": "nothing"}, status=401)
    api.outsider.post_json(LIBRARY, {"@type": "nothing"}, status=403)
    api.outsider.post_json(PRIVATE + "/documents", {"@type": "nothing"}, status=404)
    api.guest.post_json(PRIVATE + "/documents", {"@type": "nothing"}, status=404)
    archived = make.workspace(state="archived")
    api.member.post_json(f"{archived}/documents", {"@type": "nothing"}, status=409)


# -- changing


def test_a_change_is_saved(api, make):
    made = make.document(state="draft")
    assert api.author.patch_json(str(made), {"title": "Another"}).status_int == 204
    assert api.author.get(str(made)).json["title"] == "Another"
    shown = api.author.patch_json(str(made), {"description": "So."}, headers={"Prefer": "return=representation"})
    assert (shown.status_int, shown.json["title"], shown.json["description"]) == (200, "Another", "So.")


def test_what_the_server_keeps_is_passed_over(api, make):
    made = make.document(state="draft")
    before = api.author.get(str(made)).json
    sent = {
        "creator": "member",
        "UID": "x",
        "review_state": "published",
        "id": "other",
        "created": "2000-01-01",
        "@type": "link",
        "live": True,
        "parent": None,
    }
    api.author.patch_json(str(made), sent, status=204)
    assert api.author.get(str(made)).json == before


def test_a_change_of_what_is_published_follows_the_policy(api, make):
    at_once, proposed = make.document(in_=GROUP + "/documents"), make.document(in_=CURATED + "/documents", by="member")
    api.author.patch_json(str(at_once), {"title": "Changed"})
    api.member.patch_json(str(proposed), {"title": "Changed"})
    assert api.reader.get(str(at_once)).json["title"] == "Changed"
    assert api.reader.get(str(proposed)).json["title"] == "A document"
    assert api.member.get(str(proposed)).json["title"] == "Changed"


def test_who_may_not_change_hears_why(api, make):
    made = make.document()
    api.guest.patch_json(str(made), {"title": 5}, status=401)
    api.member.patch_json(str(made), {"title": 5}, status=403)
    api.author.patch_json(str(make.document(state="archived")), {"title": 5}, status=409)
    api.author.patch_json(str(made), {"title": 5}, status=400)
    api.guest.patch_json(str(make.document(state="draft")), {"title": 5}, status=404)


# -- deleting


def test_what_has_versions_is_deleted_so_that_it_can_be_restored(api, make):
    made = make.document(in_=GROUP + "/documents")
    api.author.delete(str(made), status=204)
    api.member.get(str(made), status=404)
    assert api.author.get(str(made)).json["review_state"] == "deleted"
    api.author.post_json(f"{made}/@workflow/restore", {})
    api.member.get(str(made))


def test_deleting_a_working_edition_keeps_the_live_one(api, make):
    made = make.document(in_=CURATED + "/documents")
    make.working_edition(made, title="Not so good")
    api.author.delete(str(made), status=204)
    found = api.author.get(str(made)).json
    assert (found["title"], found["review_state"]) == ("A document", "published")


def test_who_may_not_delete_hears_why(api, make):
    made = make.document()
    api.guest.delete(str(made), status=401)
    api.member.delete(str(made), status=403)
    api.guest.delete(PRIVATE, status=404)
    api.admin.delete("/coalitions", status=403)


def test_work_behind_what_is_published_moves_nothing_in_lists(api, make, site):
    first = make.document(in_=CURATED + "/documents", title="Zeppelin one")
    make.document(in_=CURATED + "/documents", title="Zeppelin two")
    make.working_edition(first, title="Zeppelin drafted")
    query = f"/@search?path={CURATED}/documents&portal_type=document&sort_on=modified"
    for _ in range(2):
        assert [item["title"] for item in api.guest.get(query).json["items"]] == ["Zeppelin one", "Zeppelin two"]
        site.reindex()
