"""Which workflow is in use: for the whole site, and in a space that chooses another."""

import pytest

from moothall.core.operations import activation
from tests.factories import CURATED, OPEN
from tests.journeys.workflow_pages import ADMIN, copied, form_to, main, tick, unseen


def test_what_holds_nowhere_affects_nobody(make, as_admin, as_guest):
    document = make.document(OPEN + "/documents", "Plan", by="author")
    copied(as_admin, "content", "Wikis")
    unseen(as_admin, "wikis")
    page = as_admin.get(f"{ADMIN}/wikis/draft").click("See who is affected")
    assert "No one gains or loses access." in main(page)
    page = form_to(page, "/affected").submit(status=303).follow()
    assert page.request.path == f"{ADMIN}/wikis" and "Done. The change is in effect." in page.text
    assert "Used in: nowhere" in main(page)
    as_guest.get(str(document), status=200)


def test_what_cannot_hold_for_the_whole_site_says_why(make, as_admin):
    make.document(OPEN + "/documents", "Plan", by="author", state="needs_changes")
    copied(as_admin, "content", "Wikis")
    page = as_admin.get(f"{ADMIN}/wikis/state/needs_changes")
    form_to(page, "/remove-state/needs_changes").submit(status=303)
    form_to(as_admin.get(f"{ADMIN}/wikis/activate"), "/activate").submit(status=303)
    form = form_to(as_admin.get(f"{ADMIN}/wikis").click("Use it for the whole site"), "/hold")
    form["note"] = "Simpler."
    for button in ("affected", None):
        refused = form.submit("do", value=button, status=422) if button else form.submit(status=422)
        assert "“Changes requested” will be removed" in main(refused)
        assert refused.html.select_one("#moved-needs_changes-error") is not None
        assert form_to(refused, "/hold")["note"].value == "Simpler."


@pytest.fixture
def wikis(as_admin):
    """The rules for documents without "Changes asked for", where members may edit: active, and used nowhere."""
    copied(as_admin, "content", "Wikis")
    page = as_admin.get(f"{ADMIN}/wikis/state/needs_changes")
    form_to(page, "/remove-state/needs_changes").submit(status=303)
    tick(as_admin.get(f"{ADMIN}/wikis/state/published"), "/state/published", on=["edit member"]).submit(status=303)
    form_to(as_admin.get(f"{ADMIN}/wikis/activate"), "/activate").submit(status=303)
    return lambda path="", **kw: as_admin.get(f"{ADMIN}/wikis{path}", **kw)


def test_another_workflow_comes_to_hold_for_the_whole_site_and_goes_again(
    site, wikis, make, as_admin, as_owner, as_member, as_author
):
    published = make.document(OPEN + "/documents", "Plan", by="author")
    sent_back = make.document(CURATED + "/documents", "Other plan", by="author", state="needs_changes")
    page = wikis().click("Use it for the whole site")
    assert "Use “Wikis” for the whole site" in main(page)
    assert "Shared content is used there at the moment." in main(page) and "Documents, Files, Links" in main(page)
    assert "No space has its own workflow, so this one would be used everywhere." in main(page)
    assert "The state “Changes requested” has been removed." in main(page)
    assert "In “Published”, can now edit it: members." in main(page)
    assert "1 item is in this state now." in main(page)
    form = form_to(page, "/hold")
    choices = [value for value, _on, _words in form["moved-needs_changes"].options]
    assert choices == ["", "draft", "proposed"]
    form["moved-needs_changes"], form["note"] = "proposed", "One way for all."
    seen = form.submit("do", value="affected", status=303).follow()
    assert seen.request.path == "/affected" and "2 people can do more with 1 item" in main(seen)
    assert seen.click("Leave unchanged").request.path == f"{ADMIN}/wikis"
    assert "/wikis/?said=workflow-chosen" in form.submit(status=303).location
    as_member.get(f"{published}/edit", status=200)
    assert "Waiting for approval" in main(as_author.get(str(sent_back)))
    assert "One way for all." in as_author.get(f"{sent_back}/history").text
    assert "the whole site" in main(wikis()) and "nowhere" in main(as_admin.get(f"{ADMIN}/content"))
    # And back: nothing is in a state that goes, so nothing is asked.
    page = as_admin.get(f"{ADMIN}/content").click("Use it for the whole site")
    assert "choose what happens" not in main(page)
    form_to(page, "/hold").submit(status=303)
    as_member.get(f"{published}/edit", status=403)


def test_spaces_that_chose_for_themselves_are_left_alone(wikis, make, as_admin, as_owner, as_member):
    copied(as_admin, "content", "As it was")
    form_to(as_admin.get(f"{ADMIN}/as-it-was/activate"), "/activate").submit(status=303)
    form = form_to(as_owner.get(f"{OPEN}/workflows"), "/workflows")
    form["content"] = "as-it-was"
    form.submit(status=303)
    kept = make.document(OPEN + "/documents", "Plan", by="author", state="needs_changes")
    page = wikis("/hold")
    assert "1 space has its own workflow" in main(page)
    # What it would not hold for is not asked about.
    assert "choose what happens" not in main(page)
    form_to(page, "/hold").submit(status=303)
    assert "Changes requested" in main(as_owner.get(str(kept)))


def test_who_is_affected_site_wide_is_told_also_where_a_space_has_it_already(wikis, make, as_owner):
    make.document(CURATED + "/documents", "Plan", by="author")
    form = form_to(as_owner.get(f"{OPEN}/workflows"), "/workflows")
    form["content"] = "wikis"
    form.submit(status=303)
    page = form_to(wikis("/hold"), "/hold").submit("do", value="affected", status=303).follow()
    assert "No one gains or loses access." not in main(page)
    form_to(page, "/affected").submit(status=303)
    assert "the whole site" in main(wikis())


def test_what_somebody_changed_before_it_could_hold_is_looked_at_again(wikis, as_admin):
    form = form_to(wikis("/hold"), "/hold")
    form["note"] = "Mine."
    form_to(wikis(), "/begin").submit(status=303)
    tick(wikis("/state/published"), "/state/published", on=["delete member"]).submit(status=303)
    form_to(wikis("/activate"), "/activate").submit(status=303)
    refused = form.submit(status=409)
    assert "Check what would change" in main(refused) and "can now delete it: members" in main(refused)
    again = form_to(refused, "/hold")
    assert again["note"].value == "Mine."
    again.submit(status=303)
    form.submit(status=409)
    # Whoever comes later finds the workflow's page.
    assert wikis("/hold", status=303).location.endswith(f"{ADMIN}/wikis/")


def test_what_never_held_cannot_hold_for_the_whole_site(as_admin):
    copied(as_admin, "content", "Wikis")
    as_admin.get(f"{ADMIN}/wikis/hold", status=404)


@pytest.mark.parametrize("login", ["guest", "member", "sitemoderator"])
def test_nobody_else_lets_it_hold(actors, wikis, login):
    actors(login).get(f"{ADMIN}/wikis/hold", status=404)


def test_one_change_waits_for_another(site, wikis, make, monkeypatch):
    monkeypatch.setattr(activation, "BATCH", 1)
    for _number in range(3):
        make.document(OPEN + "/documents", by="author", state="draft")
    site.reindex()
    form = form_to(wikis("/hold"), "/hold")
    form["note"] = "Mine."
    make.table("content", lambda data: data["matrix"]["draft"].update(view=["readers"]))
    refused = form.submit(status=409)
    assert form_to(refused, "/hold")["note"].value == "Mine."
    assert "still being applied" in main(form_to(refused, "/hold").submit(status=409))


def test_a_space_says_what_becomes_of_things_in_states_that_go(wikis, make, as_owner, as_author):
    make.document(CURATED + "/documents", "Elsewhere", by="author", state="needs_changes")
    made = make.document(OPEN + "/documents", "Plan", by="author", state="needs_changes")
    gone = make.document(OPEN + "/documents", "Deleted plan", by="author", state="needs_changes")
    make.step(gone, "delete")
    form = form_to(as_owner.get(f"{OPEN}/workflows"), "/workflows")
    form["content"] = "wikis"
    refused = form.submit("do", value="affected", status=422)
    assert "“Changes requested” will be removed" in main(refused) and "2 items are in this state now." in main(refused)
    form = form_to(refused, "/workflows")
    assert form["content"].value == "wikis"
    form["moved-content-needs_changes"] = "draft"
    page = form.submit("do", value="affected", status=303).follow()
    # What was deleted goes with it: only people who saw it before see it.
    assert "lose access to 2 items" in main(page)
    form.submit(status=303)
    assert "Draft" in main(as_author.get(str(made)))
    make.step(gone, "restore")
    assert "Draft" in main(as_author.get(str(gone)))
    form = form_to(as_owner.get(f"{OPEN}/workflows"), "/workflows")
    assert "This would not change anything" in main(form.submit("do", value="affected", status=422))


def test_a_space_inside_another_says_what_holds_around_it(wikis, make, as_admin):
    make.workspace("Inner", in_="/coalitions/it")
    form = form_to(as_admin.get("/coalitions/it/workflows"), "/workflows")
    form["content"] = "wikis"
    form.submit(status=303)
    page = as_admin.get("/coalitions/it/inner/workflows")
    assert "as in “" in main(page) and "”: Wikis" in main(page)
    assert "as on the whole site: Wikis" not in main(page)


def test_who_is_affected_by_the_choice_of_a_space_is_a_button_away(make, as_admin, as_owner, as_guest):
    document = make.document(OPEN + "/documents", "Plan", by="author")
    copied(as_admin, "content", "Wikis")
    unseen(as_admin, "wikis")
    form_to(as_admin.get(f"{ADMIN}/wikis/activate"), "/activate").submit(status=303)
    form = form_to(as_owner.get(f"{OPEN}/workflows"), "/workflows")
    form["content"] = "wikis"
    page = form.submit("do", value="affected", status=303).follow()
    assert "lose access to 1 item" in main(page)
    as_guest.get(str(document), status=200)
    form_to(page, "/affected").submit(status=303)
    as_guest.get(str(document), status=404)

    form = form_to(as_owner.get(f"{OPEN}/workflows"), "/workflows")
    form["content"] = ""
    page = form.submit("do", value="affected", status=303).follow()
    assert "says who can do what in “Open community” again, as in the place it is in." in main(page)
    assert "sees 1 item" not in main(page)
    assert "gains access to 1 item" in main(page)
    form_to(page, "/affected").submit(status=303)
    as_guest.get(str(document), status=200)
    assert form_to(as_owner.get(f"{OPEN}/workflows"), "/workflows")["content"].value == ""


def test_who_is_affected_by_several_choices_is_told_together(make, as_admin, as_owner, as_guest, as_author):
    document = make.document(OPEN + "/documents", "Plan", by="author")
    post = make.post(make.discussion(title="Talk"), by="member")
    copied(as_admin, "content", "Wikis")
    unseen(as_admin, "wikis")
    copied(as_admin, "post", "Minutes")
    tick(as_admin.get(f"{ADMIN}/minutes/state/published"), "/state/published", on=["edit author"]).submit(status=303)
    for workflow in ("wikis", "minutes"):
        form_to(as_admin.get(f"{ADMIN}/{workflow}/activate"), "/activate").submit(status=303)
    form = form_to(as_owner.get(f"{OPEN}/workflows"), "/workflows")
    form["content"], form["post"] = "wikis", "minutes"
    page = form.submit("do", value="affected", status=303).follow()
    assert "“Wikis” says who can do what in “Open community”. “Minutes” says who can do" in main(page)
    assert "loses access to 1 item" in main(page) and "can do more with 2 items" in main(page)
    as_guest.get(str(document), status=200)
    as_author.get(f"{post}/edit", status=403)
    form_to(page, "/affected").submit(status=303)
    as_guest.get(str(document), status=404)
    as_author.get(f"{post}/edit", status=200)
    form = form_to(as_owner.get(f"{OPEN}/workflows"), "/workflows")
    assert (form["content"].value, form["post"].value) == ("wikis", "minutes")


def test_a_workflow_that_never_held_is_read_where_it_is_made(make, as_admin, as_member):
    copied(as_admin, "content", "Wikis")
    page = as_admin.get(f"{ADMIN}/wikis/state/proposed")
    form_to(page, "/remove-state/proposed").submit(status=303)
    step = as_admin.get("/workflows/wikis", status=303)
    assert step.location.endswith(f"{ADMIN}/wikis/draft")
    as_member.get("/workflows/wikis", status=404)
