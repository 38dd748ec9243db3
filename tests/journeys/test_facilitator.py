"""A facilitator: what waits, one click or a reason, the roster, and how the space works."""

import pytest

from tests.factories import CURATED, GROUP, PASSWORD

LIBRARY = CURATED + "/documents"


@pytest.fixture
def facilitator(visit):
    return visit("facilitator")


def test_what_waits_is_on_the_front_page_and_approved_with_one_click(make, facilitator, visit):
    document = make.document(LIBRARY, "Teacher training plan", by="member", state="proposed")
    facilitator.open("/")
    assert "Teacher training plan" in facilitator.part("Waiting for you")
    facilitator.follow("Decisions 1")
    assert facilitator.sees("1 decision is waiting for you.", "Some words.")
    facilitator.press("Publish")
    assert facilitator.sees("Nothing is waiting for you")
    assert visit("guest").open(document).heading == "Teacher training plan"


def test_what_is_done_every_day_stands_before_what_takes_away(make, facilitator, visit):
    document = make.document(GROUP + "/documents", "Teacher training plan", by="member")
    acts = [one.text.strip() for one in facilitator.open(document).page.html.select(".m-actbar .btn")]
    assert acts[0] == "Edit" and acts[-1] == "Delete", acts
    acts = [one.text.strip() for one in visit("owner").open(GROUP).page.html.main.select(".m-acts .btn")]
    assert acts == ["Decisions", "Settings", "More", "Follow", "Request archiving"]


def test_every_page_in_a_space_says_which_section_it_is_in(make, facilitator):
    document = make.document(GROUP + "/documents", "Plan", by="member")
    discussion = make.discussion(GROUP + "/discussions", "Question", by="member")
    sections = {
        GROUP: "Overview",
        f"{GROUP}/about": "About",
        f"{GROUP}/history": "About",
        f"{GROUP}/sharing": "People",
        document: "Documents",
        f"{document}/history": "Documents",
        f"{document}/schedule": "Documents",
        f"{discussion}/schedule": "Discussions",
        f"{discussion}/access": "Discussions",
    }
    for page, section in sections.items():
        found = facilitator.open(page).page.html.select(".m-tabs [aria-current]")
        assert [tab.text for tab in found] == [section], page


def test_after_a_decision_comes_the_next_one(make, facilitator):
    make.document(LIBRARY, "The older one", by="member", state="proposed")
    make.document(LIBRARY, "The newer one", by="member", state="proposed")
    facilitator.open("/queue").press("Publish")
    assert facilitator.sees("1 decision is waiting for you.")
    assert "The newer one" in facilitator.headings


def test_changes_asked_for_in_the_queue_need_a_reason_and_keep_it_when_something_fails(make, facilitator):
    make.document(LIBRARY, "Teacher training plan", by="member", state="proposed")
    facilitator.open("/queue").fill(Reason="   ").press("Request changes", status=422)
    assert "Enter a reason" in facilitator.problem
    facilitator.fill(Reason="Who pays?").press("Request changes")
    assert facilitator.sees("Nothing is waiting for you")


def test_a_request_to_join_is_answered(facilitator, visit, mails):
    visit("outsider").open(GROUP).follow("Request to join").type(
        "Tell us who you are and why you want to join", "I teach in Turku."
    ).press("Request to join")
    facilitator.open(GROUP + "/people")
    assert facilitator.sees("1 person has requested to join.")
    facilitator.follow("See the requests")
    assert "I teach in Turku." in facilitator.part("Requests to join")
    facilitator.press("Add as a member")
    assert facilitator.said.startswith("Saved. ")
    assert "Start a discussion" in visit("outsider").open(GROUP + "/discussions").links
    assert any("Otto" in text or GROUP in text for _subject, text in mails("outsider"))


def test_members_are_added_changed_and_removed(facilitator, visit):
    outsider = visit("outsider").open(GROUP + "/discussions")
    assert "Start a discussion" not in outsider.links
    facilitator.open(GROUP).follow("People").type("Name or username", "outsider").choose("Author")
    facilitator.press("Add to the space")
    assert facilitator.said.startswith("Saved. ")
    assert facilitator.sees("Otto Outsider")
    assert "Start a discussion" in outsider.open(GROUP + "/discussions").links
    facilitator.follow("Remove Otto Outsider")
    assert facilitator.sees("Publishes their own documents without approval.")
    facilitator.press("Remove")
    assert facilitator.said == "Otto Outsider is no longer a member. Undo"
    assert not facilitator.open(GROUP + "/people").sees("Otto Outsider")
    assert "Start a discussion" not in outsider.open(GROUP + "/discussions").links


def test_a_membership_can_have_an_end_and_changing_the_role_keeps_it(facilitator, visit, clock):
    facilitator.open(GROUP + "/people").type("Name or username", "outsider").fill(Until="2026-04-30")
    facilitator.press("Add to the space")
    assert facilitator.sees("until 30 April")
    facilitator.follow("Change Otto Outsider")
    assert facilitator.typed("Until") == "2026-04-30"
    facilitator.choose("Moderator").press("Save changes")
    assert facilitator.sees("until 30 April")
    clock.advance(days=90)
    late = visit("guest").open("/login").fill(Username="outsider", Password=PASSWORD).press("Log in")
    assert "Start a discussion" not in late.open(GROUP + "/discussions").links


def test_an_unknown_log_in_says_so_and_keeps_what_was_typed(facilitator):
    facilitator.open(GROUP + "/people").type("Name or username", "nobody").choose("Reader")
    facilitator.press("Add to the space", status=422)
    assert "No one has the name or username “nobody”." in facilitator.problem
    assert facilitator.typed("Name or username") == "nobody"
    facilitator.open(GROUP + "/people").type("Name or username", "outsider").fill(Until="tomorrow")
    facilitator.press("Add to the space", status=422)
    assert facilitator.typed("Until") == "tomorrow"


def test_nobody_gives_more_than_they_hold(facilitator):
    facilitator.open(GROUP + "/people")
    assert not any(words.startswith("Owner") for words in (one.text for one in facilitator.page.html.select("label b")))


def test_a_preset_changes_how_the_space_works_at_once(facilitator, visit):
    assert visit("guest").open(CURATED).sees("Curated space")
    facilitator.open(CURATED).follow("About").follow("Settings")
    assert facilitator.sees("Only members and invited readers can read it. Others cannot tell that it exists.")
    facilitator.choose("Confidential").press("Save the settings")
    assert facilitator.said == "Settings of “Curated space” saved. They are in effect now. Undo"
    assert facilitator.sees("People join by invitation only.")
    visit("guest").open(CURATED, status=404)


def test_the_policies_are_set_one_by_one_and_a_contradiction_is_refused_with_what_was_chosen(facilitator, visit):
    facilitator.open(CURATED + "/settings").choose("Customise")
    facilitator.choose("Only members and invited readers can read it").choose("Anyone who can read it can join")
    facilitator.press("Save the settings", status=422)
    assert "A private space cannot be open for everyone to join." in facilitator.problem
    checked = {one["name"]: one["value"] for one in facilitator.page.html.select("main [checked]")}
    assert checked["visibility"] == "private" and checked["joining"] == "open"
    facilitator.choose("People join by invitation only.").press("Save the settings")
    visit("outsider").open(CURATED, status=404)


def test_a_deletion_is_asked_for_and_decided(make, facilitator, visit):
    document = make.document(LIBRARY, "Old minutes", by="member")
    visit("member").open(document).follow("Request deletion").fill(Reason="Nobody needs it.").press("Request deletion")
    facilitator.open("/queue")
    assert facilitator.sees("Nobody needs it.")
    facilitator.press("Delete")
    visit("guest").open(document, status=404)
