"""Journeys of an administrator who changes the rules, and of those who notice."""

import pytest
from webtest import Upload

from moothall.core.operations import activation
from moothall.core.work.jobs import run_pending
from tests.factories import CURATED, OPEN
from tests.journeys.workflow_pages import ADMIN, activate, boxes, form_to, main, tick


@pytest.mark.parametrize("login", ["guest", "member", "sitemoderator", "outsider"])
@pytest.mark.parametrize("path", ["", "/content", "/content/draft", "/import", "/content/export?version=1", "/nothing"])
def test_nobody_else_finds_the_editor(actors, login, path):
    actors(login).get(ADMIN + path, status=404)


def test_the_list_says_where_each_holds(as_admin):
    page = as_admin.get(ADMIN)
    row = next(row for row in page.html.select("tbody tr") if "Shared content" in row.text)
    assert "Active" in row.text and "the whole site" in row.text


def test_a_cell_is_changed_made_active_and_taken_back(make, editor, as_admin, as_member):
    document = make.document(OPEN + "/documents", "Plan", by="author")
    as_member.get(f"{document}/edit", status=403)
    page = editor("state/published")
    assert "Published" in main(page)
    page = tick(page, "/state/published", on=["edit member"]).submit(status=303).follow()
    assert "In “Published”, can now edit it: members." in main(page)
    as_member.get(f"{document}/edit", status=403)
    assert "said=workflow-active" in activate(editor).location
    as_member.get(f"{document}/edit", status=200)
    page = as_admin.get(f"{ADMIN}/content")
    assert "Because." in main(page)
    form_to(page, "/take-back").submit(status=303)
    as_member.get(f"{document}/edit", status=403)
    assert "version 1" in main(as_admin.get(ADMIN))


def test_a_copy_is_changed_and_a_space_put_under_it(make, as_admin, as_owner, as_member):
    here = make.document(OPEN + "/documents", "Here", by="author")
    there = make.document(CURATED + "/documents", "There", by="author")
    form = form_to(as_admin.get(f"{ADMIN}/content"), "/copy")
    form["title"] = "Content of wikis"
    page = form.submit(status=303).follow()
    assert "Content of wikis" in main(page)
    as_member.get("/workflows/content-of-wikis", status=404)
    page = as_admin.get(f"{ADMIN}/content-of-wikis/state/published")
    tick(page, "/state/published", on=["edit member"]).submit(status=303)
    form_to(as_admin.get(f"{ADMIN}/content-of-wikis/activate"), "/activate").submit(status=303)
    as_member.get("/workflows/content-of-wikis", status=200)
    as_member.get(f"{OPEN}/workflows", status=403)
    form = form_to(as_owner.get(f"{OPEN}/workflows"), "/workflows")
    form["content"] = "content-of-wikis"
    form.submit(status=303)
    as_member.get(f"{here}/edit", status=200)
    as_member.get(f"{there}/edit", status=403)
    assert "1 space" in main(as_admin.get(ADMIN))
    assert "Content of wikis" in main(as_owner.get(f"{OPEN}/workflows"))
    form = form_to(as_owner.get(f"{OPEN}/workflows"), "/workflows")
    form["content"] = ""
    form.submit(status=303)
    as_member.get(f"{here}/edit", status=403)


def test_a_copy_never_stands_before_a_page(as_admin):
    form = form_to(as_admin.get(f"{ADMIN}/content"), "/copy")
    form["title"] = "Import"
    assert form.submit(status=303).location.startswith(f"http://localhost{ADMIN}/import-2/")
    form["title"] = "x" * 121
    assert "up to 120" in main(form.submit(status=422))


def test_states_and_steps_are_added_and_removed(editor, make, as_author):
    form = form_to(editor("state"), "/state")
    form["title"], form["hue"], form["description"] = "In translation", "waiting", "The translators have it."
    page = form.submit(status=303).follow()
    assert "Nothing can reach “In translation”" in main(page)
    form = form_to(editor("step"), "/step")
    form["title"], form["to"] = "Send to the translators", "in_translation"
    for box in form.fields["from"]:
        box.checked = box._value == "draft"
    for box in form.fields["who"]:
        box.checked = box._value == "creator"
    for box in form.fields["guard"]:
        box.checked = box._value == "required_fields"
    for box in form.fields["required_fields-fields"]:
        box.checked = box._value == "description"
    page = form.submit(status=303).follow()
    assert "Nothing can reach" not in main(page)
    assert page.html.select_one("svg.m-flow title").text == "Shared content"
    tick(
        editor("state/in_translation"),
        "/state/in_translation",
        on=["view creator", "edit creator", "view facilitator", "edit facilitator"],
    ).submit(status=303)
    activate(editor)
    document = make.document(OPEN + "/documents", "Plan", by="author", state="draft", description="Short.")
    page = as_author.get(str(document))
    form = page.forms["act"] if "act" in page.forms else form_to(page, "")
    assert "Send to the translators" in main(page)
    as_author.post(f"{document}/workflow/send_to_the_translators", {"csrf_token": form["csrf_token"].value}, status=303)
    assert "In translation" in main(as_author.get(str(document)))


def test_conditions_are_ticked_and_named_by_their_titles(editor):
    page = editor("step/approve")
    form = form_to(page, "/step/approve")
    # Those of documents, files, links and searches, each once.
    assert list(boxes(form, "approvers-fields")) == list(boxes(form, "required_fields-fields"))
    assert list(boxes(form, "approvers-fields"))[:3] == ["title", "description", "text"]
    assert page.html.select_one("label[for=required_fields-fields-description]").text == "Summary"
    assert page.html.select_one("label[for=translations-languages-de]").text == "Deutsch"
    assert len(boxes(form, "translations-languages")) == 24
    for name, values in (
        ("guard", ["approvers", "translations"]),
        ("approvers-fields", ["title", "text"]),
        ("translations-languages", ["de", "fr"]),
    ):
        for box in form.fields[name]:
            box.checked = box._value in values
    form["approvers-count"] = "two"
    refused = form.submit(status=422)
    assert "as a number" in refused.html.select_one("#guard-approvers").parent.text
    assert refused.html.select_one(".m-problems a")["href"] == "#guard-approvers"
    form = form_to(refused, "/step/approve")
    assert [name for name, on in boxes(form, "approvers-fields").items() if on] == ["title", "text"]
    form["approvers-count"] = "2"
    page = form.submit(status=303).follow()
    assert "Several people must approve (2; Title, Text)" in main(page)
    assert "Languages it must be published in (Deutsch, français)" in main(page)
    form = form_to(editor("step/approve"), "/step/approve")
    assert [name for name, on in boxes(form, "translations-languages").items() if on] == ["de", "fr"]
    assert form["approvers-count"].value == "2"


def test_a_condition_keeps_fields_that_no_form_knows(as_admin):
    text = as_admin.get(f"{ADMIN}/content/export?version=1").text
    form = form_to(as_admin.get(f"{ADMIN}/import"), "/import")
    form["text"] = text.replace(
        "  approve:\n", "  approve:\n    guards: [{kind: required_fields, fields: [budget, title]}]\n", 1
    )
    form.submit(status=303)
    page = as_admin.get(f"{ADMIN}/content/step/approve")
    form = form_to(page, "/step/approve")
    assert [name for name, on in boxes(form, "required_fields-fields").items() if on] == ["title", "budget"]
    assert page.html.select_one("label[for=required_fields-fields-budget]").text == "budget"
    form.submit(status=303)
    assert "budget" in as_admin.get(f"{ADMIN}/content/export?version=draft").text


def test_what_is_wrong_with_a_step_is_said_where_it_is_put_right(editor):
    form = form_to(editor("step/approve"), "/step/approve")
    for name, values in (("guard", ["required_fields"]), ("from", []), ("who", [])):
        for box in form.fields[name]:
            box.checked = box._value in values
    page = form.submit(status=303).follow()
    link = page.html.select_one(".m-said-problem a")
    assert link["href"].endswith("/step/approve") and link.text.startswith(
        "“Publish”: Choose the states this action starts in"
    )
    assert "The action “Publish” now starts in: nowhere." in main(page)
    page = editor("step/approve")
    for place, words in (
        ("#the-from", "this action starts in"),
        ("#the-who", "who can use this action"),
        ("#the-guards", "Choose the required fields."),
    ):
        assert words in page.html.select_one(f"{place} .m-error").text
    links = [link["href"] for link in page.html.select(".m-said-problem a")]
    assert links == ["#the-from", "#the-who", "#guard-required_fields"]
    # So does the page that would make it active.
    assert editor("activate").html.select_one(".m-said-problem a")["href"].endswith("/step/approve")


def test_only_fields_that_can_be_asked_are_offered(as_admin):
    """The text of a discussion is that of its first post; a summary it has none."""
    form_to(as_admin.get(f"{ADMIN}/discussion"), "/begin").submit(status=303)
    form = form_to(as_admin.get(f"{ADMIN}/discussion/step/close"), "/step/close")
    assert list(boxes(form, "required_fields-fields")) == ["title", "text", "language", "subjects"]


def test_a_workflow_that_begins_nowhere_says_so_where_it_is_chosen(editor):
    page = form_to(editor("state/draft"), "/remove-state/draft").submit(status=303).follow()
    assert "Choose an initial state" in page.html.select_one("#whole .m-error").text
    assert page.html.select_one(".m-said-problem a")["href"].endswith("/draft#whole")
    form = form_to(page, "/draft")
    assert form["initial"].value == ""
    form["initial"] = "needs_changes"
    assert form.submit(status=303).follow().html.select_one("#whole .m-error") is None


def test_a_draft_that_begins_nowhere_can_be_saved_as_it_is(editor):
    form_to(editor("state/draft"), "/remove-state/draft").submit(status=303)
    form = form_to(editor(), "/content/draft")
    form["title"] = "Shared things"
    assert form["initial"].value == ""
    page = form.submit(status=303).follow()
    assert "Choose an initial state" in page.html.select_one("#whole .m-error").text
    assert form_to(page, "/content/draft")["title"].value == "Shared things"


def test_a_state_with_things_in_it_goes_only_when_somebody_says_where_they_go(
    site, editor, make, as_admin, as_author, monkeypatch
):
    monkeypatch.setattr(activation, "BATCH", 2)
    made = [
        make.document(OPEN + "/documents", f"Plan {number}", by="author", state="needs_changes") for number in range(3)
    ]
    site.reindex()
    form_to(editor("state/needs_changes"), "/remove-state/needs_changes").submit(status=303)
    page = editor("activate")
    assert "3 items are in this state now." in main(page)
    assert "Some items are in states that will be removed" in main(editor())
    refused = form_to(page, "/activate").submit(status=422)
    assert "“Changes requested” will be removed: choose what happens to its items." in main(refused)
    done = activate(editor, needs_changes="proposed")
    page = done.follow()
    assert "0 of 3" in main(page)
    assert page.headers["Refresh"] == "2"
    assert "In progress" in main(page) or "Waiting" in main(page)
    # At once, for everybody, and before the work is done.
    assert "Changes requested" not in main(as_author.get(str(made[0]))).replace("Changes requested by", "")
    assert "“Shared content”, version 2" in main(as_admin.get("/admin/status"))
    while run_pending(site.registry):
        site.reindex()
    page = as_admin.get(done.location)
    assert "3 of 3" in main(page) and "Done" in main(page)
    assert "Refresh" not in page.headers
    for one in made:
        assert "Waiting for" in main(as_author.get(str(one)))
    form_to(as_admin.get(f"{ADMIN}/content"), "/take-back").submit(status=303)
    while run_pending(site.registry):
        site.reindex()
    for one in made:
        assert site.read(lambda tree, one=one: tree.uids.get(one.uid).state) == "needs_changes"


def test_who_is_affected_is_a_page_away(editor, make):
    make.document(OPEN + "/documents", "Plan", by="author")
    form = tick(editor("state/published"), "/state/published", off=["view readers"], on=["view facilitator"])
    form.submit(status=303)
    page = editor().click("See who is affected")
    assert "lose access" in main(page)
    activate(editor)
    page = form_to(editor("activate/1"), "/activate/1").submit("do", value="affected", status=303).follow()
    assert "gain access" in main(page) and page.status_int == 200


def test_who_is_affected_by_a_state_that_goes_is_asked_with_what_takes_its_place(editor, make):
    make.document(OPEN + "/documents", "Plan", by="author", state="needs_changes")
    form_to(editor("state/needs_changes"), "/remove-state/needs_changes").submit(status=303)
    assert "See who is affected" not in main(editor())
    form = form_to(editor("activate"), "/activate")
    form["moved-needs_changes"] = "draft"
    assert "lose access to 1 item" in main(form.submit("do", value="affected", status=303).follow())


def test_two_who_edit_at_once_do_not_write_over_each_other(editor):
    mine, yours = editor("state/published"), editor("state/published")
    form = form_to(yours, "/state/published")
    form["title"] = "Out in the open"
    form.submit(status=303)
    form = tick(mine, "/state/published", on=["edit member"])
    form["description"] = "Everybody can read it."
    refused = form.submit(status=409)
    assert "Someone else has changed this draft" in main(refused)
    again = form_to(refused, "/state/published")
    assert again["description"].value == "Everybody can read it."
    assert [box.checked for box in again.fields["cell"] if box._value == "edit member"] == [True]
    again.submit(status=303)
    assert "members" in main(editor())


def test_an_activation_of_what_somebody_changed_meanwhile_is_refused(editor):
    form = form_to(editor("activate"), "/activate")
    tick(editor("state/published"), "/state/published", on=["edit member"]).submit(status=303)
    form["note"] = "My note"
    refused = form.submit(status=409)
    assert form_to(refused, "/activate")["note"].value == "My note"


def test_a_lockout_is_refused_at_its_place(editor):
    page = tick(editor("state/published"), "/state/published", off=["manage facilitator"]).submit(status=303).follow()
    assert "lock all administrators out of “Published”" in main(page)
    assert "lock all administrators out of “Published”" in main(editor("state/published"))
    assert not [form for form in editor("activate").forms.values() if form.action.endswith("/activate")]


def test_what_we_came_with_can_be_restored(editor, as_admin):
    tick(editor("state/published"), "/state/published", on=["edit member"]).submit(status=303)
    activate(editor)
    page = form_to(as_admin.get(f"{ADMIN}/content"), "/shipped").submit(status=303).follow()
    assert "can no longer edit it: members" in main(page)


def test_a_draft_is_discarded(editor, as_admin):
    form_to(editor(), "/discard").submit(status=303)
    editor(status=404)
    assert "Create a draft" in main(as_admin.get(f"{ADMIN}/content"))


def test_a_workflow_goes_out_and_comes_back(editor, as_admin):
    text = as_admin.get(f"{ADMIN}/content/export?version=1").text
    form_to(editor(), "/discard").submit(status=303)
    form = form_to(as_admin.get(f"{ADMIN}/import"), "/import")
    form["file"] = Upload("content.yaml", text.replace("title: Archived", "title: In the archive").encode())
    page = form.submit(status=303).follow()
    assert "“Archived” is now called “In the archive”." in main(page)
    form["file"] = Upload("content.yaml", text.encode())
    refused = form.submit(status=422)
    assert "“Shared content” already has a draft" in main(refused)
    form["instead"] = True
    assert "No differences." in main(form.submit(status=303).follow())


def test_a_new_workflow_comes_from_a_file(as_admin):
    text = as_admin.get(f"{ADMIN}/content/export?version=1").text
    form = form_to(as_admin.get(f"{ADMIN}/import"), "/import")
    form["text"] = text.replace("id: content\n", "id: other\nkind: content\n", 1)
    page = form.submit(status=303).follow()
    assert page.request.path == f"{ADMIN}/other/draft"
    form_to(page, "/discard").submit(status=303)
    as_admin.get(f"{ADMIN}/other", status=404)


@pytest.mark.parametrize(("text", "words"), [
    ("!!python/object/apply:os.system ['true']", "not valid YAML"), ("[" * 50_000, "not a workflow"),
    ("a: &a [1]\nb: {<<: *a}", "not valid YAML"), ("a: 1\na: 2", "the same ID"), ("nothing", "not a workflow"),
    ("x" * 200_001, "too long"), ("a: [", "Check line")])  # fmt: skip
def test_a_file_that_is_not_ours_is_refused_and_kept(as_admin, text, words):
    form = form_to(as_admin.get(f"{ADMIN}/import"), "/import")
    form["text"] = text
    refused = form.submit(status=422)
    assert words in main(refused)
    assert form_to(refused, "/import")["text"].value.strip() == text


def test_versions_are_compared_in_words(editor, as_admin):
    tick(editor("state/published"), "/state/published", on=["edit member"]).submit(status=303)
    activate(editor)
    page = as_admin.get(f"{ADMIN}/content/compare?from=1&to=2")
    assert "In “Published”, can now edit it: members." in main(page)
    as_admin.get(f"{ADMIN}/content/compare?from=1&to=9", status=404)


def test_a_workflow_in_use_is_not_retired(as_admin, site):
    page = as_admin.get(f"{ADMIN}/content")
    token = form_to(page, "/begin")["csrf_token"].value
    as_admin.post(f"{ADMIN}/content/retire", {"csrf_token": token}, status=409)


def test_a_member_opens_the_permissions_of_the_space(as_member, as_guest):
    page = as_member.get(f"{OPEN}/about")
    page = page.click("Who can do what here")
    assert "Who can do what here" in main(page)
    # Read in the policies of this space: everybody reads, what is written appears at once.
    assert "everyone" in main(page) and "readers of the space" not in main(page)
    as_guest.get(f"{OPEN}/permissions", status=200)


def test_a_hidden_space_keeps_its_permissions_to_itself(as_outsider, as_member):
    as_outsider.get("/workspaces/confidential/permissions", status=404)
    as_member.get("/workspaces/confidential/permissions", status=200)
