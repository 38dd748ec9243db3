"""A draft begun before others changed what is published replaces that change only after somebody saw both."""

import pytest

from tests.factories import GROUP
from tests.ui.forms.test_saving_twice import TEXT, edit_form, send


@pytest.fixture
def behind(site, make):
    """A document whose draft was begun before the facilitator saved another year."""
    document = make.document(GROUP + "/documents", by="author", state="published", title="Plan", text=TEXT)
    make.working_edition(document, by="author", text=TEXT.replace("Monday", "Tuesday"))
    send(edit_form(site.client("facilitator"), document), 303, text=TEXT.replace("2019", "2020"))
    return document


def press(client, path, name):
    """Press the button of a transition on the page of an item."""
    token = client.get(path).html.select_one("#act [name=csrf_token]")["value"]
    return client.post(f"{path}/workflow/{name}", {"csrf_token": token}, status="*")


def test_publishing_an_old_draft_shows_both_and_a_merge_first(site, behind):
    author = site.client("author")
    answer = press(author, behind.path, "publish")
    assert answer.status_int == 409
    main = answer.html.main
    assert "changed the published version after this draft was begun" in main.text
    assert "2020" in main.text and "Tuesday" in main.text
    shown = site.client("member").get(behind.path).html.main.text
    assert "Monday" in shown and "2020" in shown
    form = next(form for form in answer.forms.values() if form.action.endswith("/edit"))
    assert "Tuesday" in form["text"].value and "2020" in form["text"].value
    # An error in the form does not lose what it was merged with.
    form["title"] = ""
    again = form.submit("send", status=422)
    form = next(form for form in again.forms.values() if form.action.endswith("/edit"))
    form["title"] = "Plan"
    form.submit("send", status=303)
    assert press(author, behind.path, "publish").status_int == 303
    shown = site.client("member").get(behind.path).html.main.text
    assert "Tuesday" in shown and "2020" in shown


def test_a_merge_is_no_leave_for_what_is_published_after_it(site, behind):
    author = site.client("author")
    answer = press(author, behind.path, "publish")
    form = next(form for form in answer.forms.values() if form.action.endswith("/edit"))
    send(edit_form(site.client("facilitator"), behind.path), 303, text=TEXT.replace("Riga", "Vilnius"))
    form.submit("send", status=303)
    assert press(author, behind.path, "publish").status_int == 409
    assert "Vilnius" in site.client("member").get(behind.path).text


def test_an_approval_is_a_publication_too_on_every_way(site, make):
    document = make.document(GROUP + "/documents", by="author", state="published", title="Plan", text=TEXT)
    make.working_edition(document, by="author", text=TEXT.replace("Monday", "Tuesday"))
    send(edit_form(site.client("facilitator"), document), 303, text=TEXT.replace("2019", "2020"))
    site.program("author").post_json(f"{document}/@workflow/submit", {})
    program = site.program("facilitator")
    answer = program.post_json(f"{document}/@workflow/approve", {}, status=409)
    assert "does not contain that change" in answer.json["message"]
    change = {"change": {"kind": "transition", "name": "approve"}}
    program.post_json(f"{document}/@change", change, status=409)
    client = site.client("facilitator")
    page = client.get(f"{GROUP}/queue")
    form = next(form for form in page.forms.values() if form.action.endswith("/queue") and "do" in form.fields)
    assert "does not contain that change" in form.submit("do", value="approve", status=409).html.main.text
    assert press(client, document.path, "approve").status_int == 409
    assert "2020" in site.client("member").get(document.path).text
    # A program that has read both says which published version it replaces.
    number = program.get(f"{document}?edition=live").headers["ETag"].strip('"').partition("-")[0]
    program.post_json(f"{document}/@workflow/approve", {"replaces": int(number) - 1}, status=409)
    program.post_json(f"{document}/@workflow/approve", {"replaces": int(number)})
    assert "2019" in site.client("member").get(document.path).text


def test_a_draft_with_the_same_change_or_another_field_needs_no_question(site, make):
    document = make.document(GROUP + "/documents", by="author", state="published", title="Plan", text=TEXT)
    make.working_edition(document, by="author", text=TEXT.replace("Monday", "Tuesday"), title="Our plan")
    send(edit_form(site.client("facilitator"), document), 303, title="Our plan")
    assert press(site.client("author"), document.path, "publish").status_int == 303


def test_drafts_that_do_not_record_what_they_were_begun_from_are_judged_by_the_history(site, behind):
    site.on(behind.path, lambda item: item.__dict__.pop("working_base") and None)
    assert press(site.client("author"), behind.path, "publish").status_int == 409
