"""What part of the queue one looks at: filters, the queue of a space, what is shown of one; on pages and by the API."""

import pytest
from pyramid.traversal import find_resource

from moothall.core.content.uids import uid_name
from tests.factories import CURATED, GROUP, PRIVATE


@pytest.fixture
def waiting(make, api, clock):
    """Five decisions of several kinds in several places, the first of them late."""
    make.document(CURATED + "/documents", "Old plan", state="proposed", by="member")
    clock.advance(days=8)
    make.document(CURATED + "/documents", "New plan", state="proposed", by="author")
    make.document(PRIVATE + "/documents", "Secret plan", state="proposed", by="member")
    make.post(make.discussion(), "<p>Hello.</p>", by="outsider", state="pending")
    api.outsider.post_json(GROUP + "/@join", {"message": "I teach."})


def titles(api, path="/@queue", login="facilitator"):
    answer = getattr(api, login).get(path).json
    found = [one["title"] for one in answer["items"]]
    assert answer["items_total"] == len(found)
    return found


def test_the_list_says_what_who_since_when_and_how(waiting, api):
    first = api.facilitator.get("/@queue").json["items"][0]
    assert first["what"] == "Publication · Document" and first["kind"] == "publication"
    assert first["item"]["@type"] == "document" and first["item"]["review_state"] == "proposed"
    assert first["place"]["title"] == "Curated space"
    assert (first["asked_by"], first["late"], first["holder"]) == ("member", True, None)
    assert [step["id"] for step in first["steps"]] == ["approve", "request_changes"]
    assert [step["needs_reason"] for step in first["steps"]] == [False, True]


@pytest.mark.parametrize(("query", "found"), [
    ("", ["Old plan", "New plan", "Secret plan", "Hello.", "Otto Outsider"]),
    ("kind=publication", ["Old plan", "New plan", "Secret plan"]),
    ("kind=join", ["Otto Outsider"]),
    ("age=late", ["Old plan"]),
    ("asker=author", ["New plan"]),
    ("asker=nobody", []),
    ("held=me", []),
    ("held=nobody&kind=post", ["Hello."]),
    ("space=x", []),
])  # fmt: skip
def test_filters(waiting, api, query, found):
    assert titles(api, f"/@queue?{query}") == found


@pytest.mark.parametrize("query", ["kind=nonsense", "age=eternity", "held=nobody-here"])
def test_a_filter_that_is_none_is_named(waiting, api, as_facilitator, query):
    said = api.facilitator.get(f"/@queue?{query}", status=400).json["message"]
    assert f"“{query.partition('=')[0]}” must be one of: " in said
    # An address that somebody has kept leads people on all the same.
    assert "Old plan" in as_facilitator.get(f"/queue?{query}").text


def test_who_may_not_decide_hears_why(waiting, api):
    row = api.facilitator.get("/@queue?kind=publication").json["items"][0]
    asked = row["item"]["@id"].removeprefix("http://localhost")
    refused = api.member.post_json(f"{row['@id']}/decide", {"step": "approve"}, status=403).json
    assert refused["explain"].removeprefix("http://localhost") == f"{asked}/@explain?step=approve"
    assert api.member.get(refused["explain"]).json["allowed"] is False


def test_filters_by_who_has_it_in_hand(waiting, api):
    row = api.facilitator.get("/@queue?kind=post").json["items"][0]
    api.facilitator.post_json(row["@id"] + "/claim", {})
    assert titles(api, "/@queue?held=me") == ["Hello."]
    assert titles(api, "/@queue?held=others", "owner") == ["Hello."]
    assert "Hello." not in titles(api, "/@queue?held=nobody", "owner")


def test_a_space_has_a_queue_of_its_own(site, waiting, api, as_facilitator):
    assert titles(api, CURATED + "/@queue") == ["Old plan", "New plan"]
    assert titles(api, GROUP + "/@queue") == ["Otto Outsider"]
    page = as_facilitator.get(CURATED + "/queue")
    assert [one.text for one in page.html.select(".m-queue-title")] == ["Old plan", "New plan"]
    key = api.facilitator.get("/@queue?kind=post").json["items"][0]["id"]
    api.facilitator.get(f"{CURATED}/@queue/{key}", status=404)
    api.facilitator.post_json(f"{CURATED}/@queue/{key}/decide", {"step": "approve"}, status=404)
    space = site.read(lambda tree: uid_name(find_resource(tree, CURATED).uid))
    assert titles(api, f"/@queue?space={space}") == ["Old plan", "New plan"]


def test_deciding_in_the_queue_of_a_space_stays_there(waiting, api, as_facilitator):
    form = next(form for form in as_facilitator.get(CURATED + "/queue").forms.values() if "version" in form.fields)
    answer = form.submit("do", value="approve", status=303)
    assert answer.location.startswith(f"http://localhost{CURATED}/queue?item=")
    assert answer.follow().html.select_one("#decision h2").text == "New plan"


def test_filters_stay_when_one_decides(waiting, as_facilitator):
    page = as_facilitator.get("/queue?kind=publication")
    form = next(form for form in page.forms.values() if "version" in form.fields)
    page = form.submit("do", value="approve", status=303).follow()
    assert [one.text for one in page.html.select(".m-queue-title")] == ["New plan", "Secret plan"]
    assert page.html.select_one(".m-filter-on")["href"] == "/queue"


def test_an_empty_choice_says_what_to_do(waiting, as_facilitator):
    page = as_facilitator.get("/queue?kind=deletion")
    assert "No matching decisions" in page
    assert page.html.select_one(".m-empty a")["href"] == "/queue"


def test_spaces_one_does_not_see_are_not_to_choose(make, as_reviewer, as_outsider, api, site):
    folder = make.folder(PRIVATE + "/documents", "Shared", by="owner")
    api.owner.post_json(
        f"{folder}/@sharing",
        {"entries": [{"id": "outsider", "type": "user", "roles": {"facilitator": True}}]},
        status="*",
    )
    make.document(PRIVATE + "/documents/shared", "Plan", state="proposed", by="member")
    make.post(make.discussion(), "<p>Hello.</p>", by="member", state="pending")
    assert "Confidential" not in as_outsider.get("/queue").text + as_outsider.get("/queue/several").text


def test_pieces_of_a_long_list(waiting, api):
    answer = api.facilitator.get("/@queue?b_size=2&b_start=2").json
    assert [one["title"] for one in answer["items"]] == ["Secret plan", "Hello."]
    assert answer["items_total"] == 5
    assert answer["batching"]["next"].endswith("b_start=4&b_size=2")
    api.facilitator.get("/@queue?b_size=x", status=400)


def test_guests_have_none(api):
    api.guest.get("/@queue", status=401)
    api.guest.post_json("/@queue/decide", {}, status=401)


@pytest.mark.parametrize(
    "path",
    [
        "/@queue/x",
        "/@queue/aaaaaaaaaaaaa",
        "/@queue/aaaaaaaaaaaaa-join-x",
        "/@queue/a/b/c",
        "/@queue/a-join",
        "/@queue/%C3%A9",
    ],
)
def test_what_is_not_there_is_not_there(api, path):
    api.facilitator.get(path, status=404)


def test_a_wrong_version_is_not_decided(site, waiting, api):
    row = api.facilitator.get("/@queue").json["items"][0]
    site.on(CURATED + "/documents/old-plan", lambda item: item.save(site.act("member"), {"title": "Other"}))
    sent = {"step": "approve", "version": row["version"]}
    assert "changed" in api.facilitator.post_json(row["@id"] + "/decide", sent, status=409).json["message"]
    api.facilitator.post_json(row["@id"] + "/decide", {"step": "nonsense"}, status=400)
    api.facilitator.post_json(row["@id"] + "/decide", {}, status=400)
    api.facilitator.post_json(row["@id"] + "/nonsense", {}, status=404)


# -- what is shown of a new version


def test_what_changes_is_shown_word_by_word(make, as_facilitator):
    document = make.document(CURATED + "/documents", "A plan", text="<p>The room is small.</p><p>It is warm.</p>")
    make.working_edition(
        document,
        title="A <b>better</b> plan",
        subjects=("training",),
        state="proposed",
        text="<p>The room is <b>large</b>.</p><p>It is warm.</p>",
    )
    page = as_facilitator.get("/queue")
    assert "Change · Document" in page.html.select_one(".m-queue-row").text
    changes = page.html.select_one(".m-changes")
    assert [title.text for title in changes.select("dt")] == ["Title", "Text", "Tags"]
    said = [
        (one.name, one.find(string=True, recursive=False) or one.contents[-1].strip())
        for one in changes.select("ins, del")
    ]
    assert [name for name, _words in said] == ["ins", "del", "ins", "ins"]
    assert "<b>better</b>" in changes.select_one("ins").text
    assert "small." in changes.select_one("del").text and changes.select_one("del b") is None


def test_a_change_of_form_only_is_named(make, as_facilitator):
    document = make.document(CURATED + "/documents", "A plan", text="<p>The room is small.</p>")
    make.working_edition(document, text="<p>The room is <em>small</em>.</p>", state="proposed")
    assert "Only the formatting changes." in as_facilitator.get("/queue").html.select_one(".m-changes").text
