"""Moving things by hand: place by place, one or several, with what that would do said first."""

import pytest

from moothall.space.members import set_member
from tests.factories import CURATED, GROUP, OPEN, PRIVATE

DOCUMENTS = OPEN + "/documents"


@pytest.fixture
def facilitator(visit):
    return visit("facilitator")


def effect_told(visitor):
    """The sentence that a script puts beside the button."""
    return visitor.client.get(visitor.page.html.select_one("[data-effect-now]")["data-effect-now"]).text


def test_a_document_goes_where_one_looks_for_it(make, facilitator, visit):
    plan = make.document(DOCUMENTS, "Plan", by="author")
    facilitator.open(plan).follow("Move")
    assert facilitator.heading == "Move “Plan”" and facilitator.sees("It is already there.")
    assert "Move it here" not in facilitator.buttons
    facilitator.follow("Everywhere").follow("Members group").follow("Documents")
    assert effect_told(facilitator).startswith("Everyone without an account loses access to 1 item.")
    facilitator.press("Move it here")
    assert facilitator.page.request.path == f"{GROUP}/documents/plan/"
    assert facilitator.said == "“Plan” moved. The old address redirects here. Undo"
    visit("guest").open(plan, status=404)
    assert visit("member").open(f"{GROUP}/documents/plan").heading == "Plan"


def test_who_is_affected_is_looked_at_before(make, facilitator):
    plan = make.document(DOCUMENTS, "Plan", by="author")
    facilitator.open(f"{plan}/move?to={GROUP}/documents").follow("See who is affected")
    assert facilitator.sees("“Plan” moves to “Documents”.", "Everyone without an account loses access to 1 item.")
    facilitator.press("Make this change")
    assert facilitator.open(f"{GROUP}/documents/plan").heading == "Plan"


def test_only_places_that_lead_somewhere_are_offered(make, facilitator):
    make.folder(DOCUMENTS, "Plans")
    plan = make.document(DOCUMENTS, "Plan", by="author")
    facilitator.open(f"{plan}/move")
    assert "Plans" in facilitator.links
    facilitator.follow("Open community")
    # The discussions take no document, and so are no way.
    assert "Discussions" not in facilitator.links and "Documents" in facilitator.links
    topic = make.discussion(OPEN + "/discussions", "Topic")
    facilitator.open(f"{topic}/move?to={OPEN}")
    assert "Discussions" in facilitator.links and "Documents" not in facilitator.links


def test_why_it_cannot_go_there_is_said_before_anybody_presses(make, visit):
    plan = make.document(DOCUMENTS, "Plan", by="author")
    author = visit("author").open(f"{plan}/move?to={CURATED}/documents")
    assert "Move it here" in author.buttons
    member = visit("member")
    member.open(f"{plan}/move", status=403)
    draft = make.document(GROUP + "/documents", "Sketch", by="member", state="draft")
    assert "Move" in member.open(draft).links
    member.follow("Move").open(f"{draft}/move?to={CURATED}/documents")
    assert "Move it here" not in member.buttons and member.sees("You cannot add anything there.")


def test_hidden_places_do_not_exist(site, make, visit):
    plan = make.document(DOCUMENTS, "Plan", by="author")
    act, outsider = site.act("owner"), site.id_of("outsider")
    site.on(OPEN, lambda space: set_member(act, space, outsider, ("facilitator",)) and None)
    somebody = visit("outsider").open(f"{plan}/move?to=/workspaces")
    assert "Open community" in somebody.links and "Confidential" not in somebody.words
    for place in (f"{PRIVATE}/documents", "/nowhere", str(plan)):
        somebody.open(f"{plan}/move?to={place}", status=404)
    visit("guest").open(f"{plan}/move", status=401)


def test_several_things_go_together_and_what_must_stay_is_named(make, facilitator):
    for title in ("One", "Two", "Three"):
        make.document(DOCUMENTS, title, by="author")
    facilitator.open(f"{DOCUMENTS}/contents?item=one&item=two").follow("Move to another place")
    assert facilitator.heading == "Move 2 items"
    assert facilitator.sees("Choose where to move them.") and "Do not move them" in facilitator.links
    facilitator.follow("Everywhere").follow("Members group").follow("Documents").press("Move them here")
    assert facilitator.page.request.path == f"{GROUP}/documents/contents"
    assert facilitator.said.startswith("2 items updated.")
    assert {"One", "Two"} <= set(facilitator.open(f"{GROUP}/documents").links)


def test_several_that_were_moved_are_put_back_together(make, facilitator):
    for title in ("One", "Two"):
        make.document(DOCUMENTS, title, by="author")
    facilitator.open(f"{DOCUMENTS}/move-contents?item=one&item=two&to={GROUP}/documents").press("Move them here")
    facilitator.follow("Move them back")
    assert facilitator.heading == "Move 2 items"
    facilitator.press("Move them here")
    assert facilitator.page.request.path == f"{DOCUMENTS}/contents"
    assert {"One", "Two"} <= set(facilitator.open(DOCUMENTS).links)
    assert "One" not in facilitator.open(f"{GROUP}/documents").links


def test_one_of_several_that_was_moved_is_spoken_of_as_one(make, facilitator):
    make.document(DOCUMENTS, "One", by="author")
    facilitator.open(f"{DOCUMENTS}/move-contents?item=one&to={GROUP}/documents")
    assert facilitator.sees("Choose where to move it.")
    facilitator.press("Move it here")
    assert "Move it back" in facilitator.links


def test_what_somebody_may_not_take_away_is_named(make, visit):
    make.document(GROUP + "/documents", "Mine", by="member")
    make.document(GROUP + "/documents", "Yours", by="author")
    member = visit("member").open(f"{GROUP}/documents/move-contents?item=mine&item=yours&to={OPEN}/documents")
    assert member.heading == "Move “Mine”"
    assert member.sees("“Yours” was not moved: You cannot move it from here.")
    member.open(f"{GROUP}/documents/move-contents?item=yours", status=400)


def test_nothing_chosen_is_said_so(facilitator):
    facilitator.open(f"{DOCUMENTS}/move-contents", status=400)


def test_a_folder_does_not_go_into_itself(make, facilitator):
    folder = make.folder(DOCUMENTS, "Plans")
    facilitator.open(f"{folder}/move?to={folder}")
    assert "Move it here" not in facilitator.buttons and facilitator.sees("An item cannot be moved into itself.")


def test_a_discussion_and_a_space_can_be_moved(make, facilitator, visit):
    topic = make.discussion(OPEN + "/discussions", "Topic")
    facilitator.open(topic).follow("Move").open(f"{topic}/move?to={GROUP}/discussions").press("Move it here")
    assert facilitator.page.request.path.startswith(f"{GROUP}/discussions/")
    assert "Move this space" in visit("admin").open(f"{OPEN}/settings").links


def test_what_always_stays_has_no_move(facilitator):
    assert "Move" not in facilitator.open(DOCUMENTS).links
    facilitator.open(f"{DOCUMENTS}/move", status=400)


def test_a_step_says_what_it_would_do(make, facilitator):
    plan = make.document(DOCUMENTS, "Plan", by="author")
    facilitator.open(f"{plan}/workflow/request_changes")
    assert effect_told(facilitator) == "No one gains or loses access."
    facilitator.open(f"{plan}/delete")
    assert "loses access to 1 item." in effect_told(facilitator)
    facilitator.open(f"{plan}/access")
    facilitator.follow("See who is affected : Archive")
    assert facilitator.sees("This action is carried out on “Plan”: Archive.")
