"""An author: publishes without asking anybody; changes asked for later are told on the site and by mail."""

import pytest

from tests.factories import CURATED, GROUP

LIBRARY = CURATED + "/documents"


@pytest.fixture
def author(visit):
    return visit("author")


def test_an_author_publishes_and_everybody_reads(author, visit):
    author.open(LIBRARY).follow("Write a document")
    author.fill(Title="The first month", Summary="A plan for returners.", Text="Begin *slowly*.")
    author.press("Save the draft").press("Publish")
    assert author.sees("Published. Readers see this version.")
    guest = visit("guest").open(LIBRARY).follow("The first month")
    assert guest.sees("A plan for returners.", "Begin slowly.", "Anna Author")


def test_a_published_text_stays_until_the_next_version_is_approved(make, visit):
    document = make.document(
        make.workspace("Librarians", preset="curated-space", policies={"creation": "members"}) / "documents",
        "The first month",
        by="member",
        text="<p>Begin slowly.</p>",
    )
    member = visit("member").open(document).follow("Edit").fill(Text="Begin quickly.")
    member.press("Save")
    assert member.sees("Begin quickly.", "Draft")
    guest = visit("guest").open(document)
    assert guest.sees("Begin slowly.") and not guest.sees("Begin quickly.")
    member.follow("This is the unpublished version. Show the published version.")
    assert member.sees("Begin slowly.")
    member.follow("There is a newer, unpublished version. Show it.").press("Send to the facilitators")
    visit("facilitator").open(document).press("Publish")
    assert visit("guest").open(document).sees("Begin quickly.")


def test_changes_asked_for_are_told_on_the_page_and_by_mail(make, visit, mails):
    document = make.document(LIBRARY, "Teacher training plan", by="author", state="published")
    facilitator = visit("facilitator").open(document).follow("Request changes")
    facilitator.press("Request changes", status=422)
    assert "Enter a reason" in facilitator.problem
    facilitator.fill(Reason="Who pays for the room?").press("Request changes")

    author = visit("author").open("/")
    assert "Teacher training plan" in author.part("Your items")
    author.follow("Teacher training plan")
    assert author.sees("Changes requested", "Changes requested by Finn Facilitator", "Who pays for the room?")
    ((subject, text),) = mails("author")
    assert subject == "Changes requested: Teacher training plan"
    assert "> Who pays for the room?" in text

    author.follow("Edit").fill(Text="The library pays.").press("Save").press("Resend")
    assert author.sees("Waiting for Finn Facilitator or Olga Owner")
    visit("facilitator").open("/queue").press("Publish")
    assert visit("guest").open(document).sees("The library pays.")
    assert "Published: Teacher training plan" in [subject for subject, _text in mails("author")]


def test_the_history_says_who_did_what_and_why(make, visit):
    document = make.document(LIBRARY, "Teacher training plan", by="member", state="needs_changes")
    make.step(document, "resubmit", by="member")
    make.step(document, "approve")
    member = visit("member").open(document).follow("History")
    assert member.sees("Waiting for approval", "Mika Member", "Changes requested", "Because.")
    guest = visit("guest").open(document).follow("History")
    assert not guest.sees("Changes requested")


def test_what_one_may_not_do_is_not_offered(make, author):
    make.document(LIBRARY, "Somebody else's", by="member")
    author.open(LIBRARY).follow("Somebody else's")
    assert "Edit" not in author.links and "Archive" not in author.buttons


def test_what_is_missing_for_a_step_is_said_in_the_words_of_the_form(make, visit):
    make.table("content", lambda table: table["transitions"]["publish"].update(
        guards=[{"kind": "required_fields", "fields": ["description", "subjects"]}]))  # fmt: skip
    draft = make.document(GROUP + "/documents", "Sketch", by="author", state="draft")
    author = visit("author").open(draft)
    assert author.sees("“Publish” is not possible yet: Fill in first: Summary, Tags.")
    author.press("Deutsch").open(draft)
    assert author.sees("Füllen Sie zuerst aus: Zusammenfassung, Schlagwörter.")


def test_a_draft_that_was_under_way_is_found_when_changes_are_asked_for(make, visit):
    document = make.document(CURATED + "/documents", "Plan", by="member")
    member = visit("member").open(document).follow("Edit").fill(Title="Plan, second try").press("Save")
    facilitator = visit("facilitator").open(document)
    assert "second try" not in facilitator.words
    facilitator.follow("Request changes").fill(Reason="Too short.").press("Request changes")
    member.open(document)
    assert member.sees(
        "Changes requested by", "“Too short.”", "Your unfinished changes are kept in the history, as version 2."
    )
    assert "Your unfinished changes" not in facilitator.open(document).words
    member.follow("Edit").fill(Title="Plan, longer").press("Save")
    assert "Your unfinished changes" not in member.words
