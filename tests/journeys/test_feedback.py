"""After each step people read what happened to which item, can undo it where that is possible, and read why."""

import pytest

from tests.factories import CURATED, GROUP

LIBRARY = CURATED + "/documents"


def test_steps_name_the_item_and_are_undone_with_one_click(make, visit):
    member = visit("member")
    space = make.workspace("Plans", preset="curated-space", policies={"creation": "members"})
    plan = make.document(f"{space}/documents", "Teacher plan", by="member", state="draft")
    member.open(plan).press("Send to the facilitators")
    assert member.said == "“Teacher plan” sent. It is waiting for a decision. Undo"
    member.press("Undo")
    assert member.said == "“Teacher plan” withdrawn. It is a draft again. Undo"
    member.press("Undo")
    facilitator = visit("facilitator").open(plan)
    facilitator.press("Publish")
    assert facilitator.said == "“Teacher plan” published."
    facilitator.press("Archive")
    assert facilitator.said == "“Teacher plan” archived. Undo"
    facilitator.press("Undo").follow("Delete").press("Delete")
    assert facilitator.said == "“Teacher plan” deleted. It can be restored for 30 days. Undo"
    facilitator.press("Undo")
    assert facilitator.said == "“Teacher plan” restored. Undo"
    discussion = make.discussion(GROUP + "/discussions", "Question", by="member")
    make.post(discussion, "<p>Buy my book.</p>", by="member")
    moderator = visit("moderator").open(discussion)
    moderator.in_post("Buy my book.", "Remove").select("Rule", "3. No advertising").fill(Reason="Advertising").press(
        "Remove"
    )
    assert moderator.said == "“Buy my book.” removed. Undo"
    moderator.press("Undo")
    assert moderator.said == "“Buy my book.” is shown again."
    moderator.follow("Close").select("Rule", "2. Stay on topic").fill(Reason="Answered.").press("Close")
    assert moderator.said == "“Question” closed. Undo"


def test_a_save_is_undone_with_one_click(make, visit):
    author = visit("author")
    plan = make.document(LIBRARY, "Teacher plan", by="author")
    author.open(f"{plan}/edit").fill(Title="Teacher programme").press("Save")
    assert author.said == "“Teacher programme” saved. Undo"
    author.press("Undo")
    assert author.heading == "Teacher plan"


@pytest.mark.parametrize("said", ["moved", "item-saved", "item-added", "discarded"])
def test_feedback_names_nothing_hidden(make, actors, said):
    space = make.workspace("Secret space", preset="confidential")
    plan = make.document(f"{space}/documents", "Secret plan", by="author")
    discussion = make.discussion(GROUP + "/discussions", "Question", by="member")
    post = make.post(discussion, "<p>Secret words</p>", by="member", state="hidden")
    outsider = actors("outsider")
    name = str(post).rsplit("/", 1)[1]
    for address in (f"{plan}?said={said}&step=publish", f"{discussion}?said={said}&of={name}", f"/?said={said}&of=x"):
        assert "Secret" not in outsider.get(address, status="*").text, address


def test_who_asked_for_a_space_reads_why_it_was_refused(make, visit):
    space = make.workspace("Robots", state="proposed", roster={"owner": ("owner",), "member": ("member",)})
    sami = visit("sitemoderator").open(space).follow("Send back")
    sami.fill(Reason="There is one already.").press("Send back")
    owner = visit("owner").open(space)
    assert owner.sees("“Send back”, decided by Sami Sitemoderator", "“There is one already.”")
    owner.open(f"{space}/edit")
    assert owner.sees("“There is one already.”")
    owner.fill(Title="Robots at school").press("Save and send again")
    assert owner.said.startswith("“Robots at school” sent.")
    assert not owner.sees("There is one already.")
    assert not visit("member").open(space).sees("There is one already.")


def test_a_declined_deletion_says_why_to_who_asked(make, visit):
    plan = make.document(LIBRARY, "Teacher plan", by="author", state="deletion_requested")
    visit("facilitator").open(plan).follow("Keep it").fill(Reason="Still in use.").press("Keep it")
    assert visit("author").open(plan).sees("“Still in use.”")
    assert not visit("member").open(plan).sees("Still in use.")


def test_changes_asked_for_stand_above_the_form_and_are_sent_with_the_save(make, visit):
    plan = make.document(LIBRARY, "Teacher plan", by="author", state="proposed")
    visit("facilitator").open(plan).follow("Request changes").fill(Reason="Who pays?").press("Request changes")
    author = visit("author").open(f"{plan}/edit")
    assert author.sees("decided by Finn Facilitator", "“Who pays?”")
    author.fill(Title="Teacher plan with a budget").press("Save and send again")
    assert author.said == "“Teacher plan with a budget” sent again. It is waiting for a decision."
    assert "Teacher plan with a budget" in visit("facilitator").open("/queue").headings
