"""Bad input and bad moments: a sentence, the right status, and what was typed is still there."""

import pytest

from tests.factories import CURATED, GROUP, OPEN

TYPED = "Three hours of work."


@pytest.fixture
def member(visit):
    return visit("member")


def test_a_form_that_was_left_open_for_too_long_gives_the_text_back(make, member):
    discussion = make.discussion(GROUP + "/discussions", by="author")
    member.open(discussion)
    for token in member.page.html.select("[name=csrf_token]"):
        token["value"] = "0" * 64
    form = member.page.forms["reply"]
    form["csrf_token"], form["text"] = "0" * 64, TYPED
    answer = form.submit(status=400)
    assert TYPED in [area.text.strip() for area in answer.html.select("textarea")]
    assert answer.html.h1.text == "That did not work"


def test_a_closed_discussion_gives_the_reply_back(make, member, visit):
    discussion = make.discussion(GROUP + "/discussions", by="author")
    member.open(discussion).fill(Your_reply=TYPED)
    moderator = visit("moderator").open(discussion).follow("Close").select("Rule", "2. Stay on topic")
    moderator.fill(Reason="Answered.").press("Close")
    member.press("Reply", status=409)
    assert TYPED in [area.text.strip() for area in member.page.html.select("textarea")]
    assert member.heading == "Not possible right now"


def test_a_step_that_somebody_else_has_taken_says_so(make, visit):
    document = make.document(CURATED + "/documents", by="member", state="proposed")
    facilitator, owner = visit("facilitator").open(document), visit("owner").open(document)
    facilitator.press("Publish")
    owner.press("Publish", status=409)
    assert owner.sees("This action is not possible in the current state.")


def test_a_decision_that_somebody_else_has_taken_is_no_accident(make, visit):
    make.document(CURATED + "/documents", by="member", state="proposed")
    facilitator, owner = visit("facilitator").open("/queue"), visit("owner").open("/queue")
    facilitator.press("Publish")
    owner.press("Publish")
    assert "already" in owner.said or "Somebody else" in owner.said


def test_too_much_at_once_is_413(member):
    member.open(GROUP + "/documents/add/document").fill(Title="Long", Text="word " * 15_000_000)
    member.press("Save the draft", status=413)
    assert "Too large" in member.headings


def test_a_text_that_is_too_long_is_kept(member):
    member.open(GROUP + "/discussions/add/discussion").fill(Title="T" * 300, Text=TYPED)
    member.press("Start the discussion", status=422)
    assert member.typed("Text") == TYPED and member.typed("Title") == "T" * 300


@pytest.mark.parametrize(
    "address",
    [
        "/search?SearchableText=%ff%fe",
        "/search?page=-1",
        "/search?page=999999999999",
        "/workspaces?page=x",
        "/search?SearchableText=" + "a" * 5000,
        "/search?SearchableText=NOT+AND+(",
        "/search?portal_type=nonsense",
        OPEN + "/documents?sort=nonsense&order=x",
        OPEN + "/discussions?show=nonsense",
        "/?said=nonsense",
        "/people/nobody",
        OPEN + "/people/nobody",
        OPEN + "/add/nonsense",
        OPEN + "/documents/add",
        OPEN + "/@@edit",
        OPEN + "/documents/_p_jar",
        "/login?came_from=https://evil.example/",
        OPEN + "/discussions?page=0",
    ],
)
def test_a_strange_address_is_never_an_accident(member, address):
    answer = member.client.get(address, status="*")
    assert answer.status_int < 500 and "Traceback" not in answer.text
    if answer.status_int in (302, 303):
        assert answer.location.startswith("http://localhost")


def test_a_posted_item_is_there_once_however_often_the_button_was_pressed(make, member):
    discussion = make.discussion(GROUP + "/discussions", by="author")
    member.open(discussion).fill(Your_reply=TYPED)
    form = member.page.forms["reply"]
    form.submit(status=303)
    form.submit(status=303)
    member.open(discussion)
    assert member.words.count(TYPED) == 1
    member.open(GROUP + "/documents/add/document").fill(Title="Only once", Text=TYPED)
    form = next(form for form in member.page.forms.values() if "title" in form.fields)
    first, second = form.submit(status=303), form.submit(status=303)
    assert first.location == second.location
    assert member.open(GROUP + "/documents").links.count("Only once") == 1
