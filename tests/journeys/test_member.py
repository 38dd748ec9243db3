"""A member: what is new, reading on, replying, writing, uploading, and learning who decides."""

import pytest

from tests.factories import CURATED, GROUP, OPEN, PASSWORD, PIXEL

LIBRARY = CURATED + "/documents"


@pytest.fixture
def member(visit):
    return visit("member")


def test_logging_in_leads_back_to_where_one_was(make, visit):
    discussion = make.discussion(GROUP + "/discussions", "Evening or morning?")
    somebody = visit("guest").open(discussion, status=404)
    somebody.follow("Log in").fill(Username="member", Password=PASSWORD).press("Log in")
    assert somebody.heading == "Evening or morning?"
    somebody.open("/").press("Log out")
    assert "Log in" in somebody.links


def test_a_wrong_password_says_so_and_keeps_the_log_in(visit):
    somebody = visit("guest").open("/login").fill(Username="member", Password="not this one")
    somebody.press("Log in", status=422)
    assert somebody.typed("Username") == "member"
    assert somebody.typed("Password") == ""
    assert "password" in somebody.problem


def test_the_front_page_says_what_is_new_and_reading_takes_it_away(make, member):
    discussion = make.discussion(GROUP + "/discussions", "Evening or morning?", by="author", text="<p>When?</p>")
    member.open(discussion).press("Mark as read")
    make.post(discussion, "<p>In the evening.</p>", by="author")
    make.post(discussion, "<p>In the morning.</p>", by="facilitator")

    member.open("/")
    assert "Evening or morning?" in member.part("Since your last visit")
    member.follow("2 new")
    assert member.heading == "Evening or morning?"
    assert member.sees("New since your last visit")

    member.follow("First unread post")
    assert member.path == discussion.path + "/" and member.sees("In the evening.")
    member.press("Mark as read")
    member.open("/")
    assert "Evening or morning?" not in member.part("Since your last visit")


def test_a_reply_in_markdown_is_previewed_and_then_there(make, member):
    discussion = make.discussion(GROUP + "/discussions", "Evening or morning?", by="author")
    member.open(discussion).fill(Your_reply="In the **evening**, after *eight*.").press("Preview")
    assert [one.text for one in member.page.html.select("main strong")] == ["evening"]
    assert member.typed("Your reply") == "In the **evening**, after *eight*."
    member.press("Reply")
    assert member.said == "Reply to “Evening or morning?” posted."
    assert member.post("In the evening, after eight.").em.text == "eight"


def test_an_empty_reply_is_refused_with_a_sentence(make, member):
    discussion = make.discussion(GROUP + "/discussions", by="author")
    member.open(discussion).fill(Your_reply="  ").press("Reply", status=422)
    assert member.sees("Enter some text first.")


def test_a_reply_can_quote(make, member):
    discussion = make.discussion(GROUP + "/discussions", by="author", text="<p>When shall we begin?</p>")
    member.open(discussion).in_post("When shall we begin?", "Quote")
    assert "When shall we begin?" in member.typed("Your reply")
    assert "Anna Author</a>:" in member.typed("Your reply")
    member.press("Reply")
    assert member.sees("In reply to Anna Author")


def test_whom_one_answers_is_said_and_can_be_cancelled(make, member):
    discussion = make.discussion(GROUP + "/discussions", by="author", text="<p>When shall we begin?</p>")
    member.open(discussion).in_post("When shall we begin?", "Reply")
    form = member.page.html.select_one("form#reply")
    assert "In reply to Anna Author" in " ".join(form.text.split()) and form.textarea.has_attr("autofocus")
    member.follow("Cancel")
    form = member.page.html.select_one("form#reply")
    assert "Anna Author" not in form.text and not form.select("[name=in_reply_to]")


def test_only_words_that_are_there_are_quoted(make, member):
    discussion = make.discussion(
        GROUP + "/discussions", by="author", text="<p>When <b>shall</b> we begin? At nine?</p>"
    )
    post = member.open(discussion).page.html.select_one("article")["id"]
    quoting = f"{discussion}?reply_to={post}&quote=1&selection="
    assert "<p>shall we  begin?</p>".replace("  ", " ") in member.open(quoting + "shall+we%0Abegin%3F").typed(
        "Your reply"
    )
    assert "At nine?" not in member.typed("Your reply")
    assert "At nine?" in member.open(quoting + "I+agree").typed("Your reply")
    assert "I agree" not in member.typed("Your reply")


def test_a_member_changes_and_deletes_their_own_post_and_the_past_can_be_read(make, member, visit):
    discussion = make.discussion(GROUP + "/discussions", by="author")
    make.post(discussion, "<p>At nine.</p>")
    make.post(discussion, "<p>I am not sure.</p>", by="author")
    member.open(discussion).in_post("At nine.", "Edit").fill(Text="At ten.").press("Save")
    member.open(discussion).follow("edited")
    assert member.heading == "Earlier versions of this post" and member.sees("At nine.")
    member.open(discussion).in_post("At ten.", "Delete").press("Delete")
    assert not visit("reader").open(discussion).sees("At ten.")
    assert "Edit" not in member.acts("I am not sure.")


def test_a_member_starts_a_discussion(member):
    member.open(GROUP + "/discussions").follow("Start a discussion")
    member.fill(Title="Which rooms are free?", Text="We need *three*.", Tags="rooms, spring").press(
        "Start the discussion"
    )
    assert member.heading == "Which rooms are free?"
    assert member.sees("We need three.", "rooms", "spring")


def test_a_refused_form_keeps_what_was_typed(member):
    member.open(GROUP + "/discussions").follow("Start a discussion")
    member.fill(Text="We need *three*.", Tags="rooms").press("Start the discussion", status=422)
    assert "Fill in: Title" in member.problem
    assert member.typed("Text") == "We need *three*."
    assert member.typed("Tags") == "rooms"


def test_a_document_is_written_sent_and_the_page_says_who_decides_and_since_when(make, member, clock):
    space = make.workspace("Librarians", preset="curated-space", policies={"creation": "members"})
    member.open(space / "documents").follow("Write a document")
    member.fill(Title="Teacher training plan", Text="# First week\n\nWe meet.").press("Save the draft")
    assert member.sees("Only you can see this draft.")
    member.press("Send to the facilitators")
    clock.advance(days=2)
    member.open(member.path)
    assert member.sees("Waiting for approval", "Waiting for Finn Facilitator or Olga Owner since")
    member.press("Withdraw")
    assert member.sees("Only you can see this draft.")


def test_ones_own_writing_is_found_at_once(member):
    member.open(GROUP + "/documents/add/document").fill(Title="Marmalade and mentors", Text="Words.")
    member.press("Save the draft").press("Publish")
    member.open("/").fill(Search_this_site="marmalade").press("Search")
    assert "Marmalade and mentors" in member.links


def test_a_file_is_uploaded_and_comes_back(member):
    member.open(GROUP + "/documents").follow("Upload a file")
    member.fill(Title="A dot", File=("dot.png", PIXEL), Image_description="A single dot.").press("Upload")
    assert member.heading == "A dot"
    member.open(member.link("Download dot.png"))
    assert member.page.body == PIXEL
    assert member.page.content_type == "image/png"


def test_a_file_without_a_title_is_called_by_its_name(member):
    member.open(GROUP + "/documents/add/file").fill(File=("dot.png", PIXEL)).press("Upload")
    assert member.heading == "dot.png"


def test_a_file_of_a_wrong_type_is_refused_with_a_sentence_and_the_rest_is_kept(member):
    member.open(GROUP + "/documents/add/file")
    member.fill(Title="A game", File=("game.exe", b"MZ\x90\x00" + b"\0" * 200)).press("Upload", status=422)
    assert "You cannot upload files of this type. Accepted types: pdf, odt" in member.problem
    assert member.typed("Title") == "A game"


def test_a_form_without_its_file_says_which_field_it_misses(member):
    member.open(GROUP + "/documents/add/file").fill(Title="A game").press("Upload", status=422)
    assert "Fill in: File" in member.problem
    assert member.typed("Title") == "A game"


def test_the_words_about_a_file_change_without_sending_it_again(member):
    member.open(GROUP + "/documents/add/file").fill(Title="A dot", File=("dot.png", PIXEL)).press("Upload")
    member.follow("Edit").fill(Title="A better dot").press("Save")
    assert member.heading == "A better dot"
    assert member.open(member.link("Download dot.png")).page.body == PIXEL


def test_folders_and_links_are_made_from_the_library(member):
    member.open(GROUP + "/documents").follow("Create a folder").fill(Title="Minutes").press("Create folder")
    member.follow("Add a link").fill(Title="The Union", Address="javascript:alert(1)")
    member.press("Save the draft", status=422)
    assert "Enter an address that starts with https://" in member.problem
    member.fill(Address="https://europa.eu/").press("Save the draft")
    assert member.link("https://europa.eu/") == "https://europa.eu/"
    assert "The Union" in member.open(GROUP + "/documents/minutes").links


def test_what_was_deleted_can_be_restored(make, member):
    document = make.document(GROUP + "/documents", "Minutes of May", by="member")
    member.open(document).follow("Delete")
    assert member.sees("You and the facilitators can restore it for 30 days")
    member.press("Delete").open(document)
    assert member.sees("Deleted")
    member.press("Restore")
    assert "Minutes of May" in member.open(GROUP + "/documents").links


def test_joining_and_leaving_ask_first(visit):
    outsider = visit("outsider").open(OPEN).follow("Join")
    assert outsider.sees("You become a member immediately.")
    outsider.press("Join")
    assert outsider.said.startswith("You are now a member of “")
    outsider.follow("Leave").press("Leave")
    assert outsider.said.startswith("You are no longer a member of “")


def test_a_profile_is_ones_own(member, visit):
    member.open("/people/settings").fill(Organisation="Library of Tampere", About_you="I repair printers.")
    member.choose("Dark").press("Save")
    assert member.page.html.html["data-theme"] == "dark"
    member.open("/").follow("Your profile")
    assert member.sees("Library of Tampere", "I repair printers.")
    visit("guest").open(member.path, status=404)
