"""Earlier versions come back as new ones, with a note, from version and comparison, and that can be undone."""

import pytest

from tests.factories import GROUP

TEXT = "<p>We meet on Monday.</p><table><tbody><tr><td>Riga</td><td>2019</td></tr></tbody></table>"


@pytest.fixture
def document(make, site):
    made = make.document(GROUP + "/documents", by="author", state="published", title="Plan", text=TEXT)
    sent = {"title": "Our plan", "text": TEXT.replace("2019", "2020"), "changeNote": "The year was wrong."}
    site.program("author").patch_json(made.path, sent, status=204)
    return made


def form_on(page, action):
    return next(form for form in page.forms.values() if form.action.split("?")[0].endswith(action))


def test_a_version_is_compared_by_word_and_cell_by_cell(site, document):
    page = site.client("reader").get(f"{document}/versions/2").html.main
    cells = [str(cell) for cell in page.select(".m-compare td")]
    assert cells == ["<td>Riga</td>", "<td><del>2019</del><ins>2020</ins></td>"]
    assert "<del>Plan</del><ins>Our plan</ins>" in str(page.select_one(".m-compare"))
    assert "The year was wrong." in page.text and page.select(".m-text table")
    assert not page.select("form[method=post]")


def test_a_version_comes_back_as_a_new_one_and_that_is_undone(site, document):
    owner = site.client("owner")
    form = form_on(owner.get(f"{document}/versions/1"), "/versions/1")
    form["changeNote"] = "It was right."
    page = form.submit(status=303).follow()
    assert page.html.h1.text == "Plan" and "2019" in page.html.main.text
    history = owner.get(f"{document}/history").html.main.text
    assert "Version 3" in history and "Version 1 brought back" in history and "It was right." in history
    undo = page.html.select_one("main .m-said button")
    assert undo.text == "Undo"
    token = page.html.select_one("#act [name=csrf_token]")["value"]
    page = owner.post(undo["formaction"], {"csrf_token": token}, status=303).follow()
    assert page.html.h1.text == "Our plan" and "2020" in page.html.main.text
    assert len(site.program("owner").get(f"{document}/@history").json["items"]) >= 4


def test_the_comparison_offers_the_older_of_two(site, document):
    page = site.client("owner").get(f"{document}/versions/2?against=1")
    assert [one.text for one in page.html.select("main button")] == ["Restore version 1"]


def test_what_was_saved_meanwhile_is_not_replaced_unseen(site, document):
    page = site.client("owner").get(f"{document}/versions/1")
    site.program("author").patch_json(document.path, {"title": "New"}, status=204)
    answer = form_on(page, "/versions/1").submit(status=409)
    assert "saved again" in answer.html.main.text
    form_on(answer, "/versions/1").submit(status=303)


def test_only_editors_restore_and_only_what_they_may_read(site, make, document):
    reader, facilitator = site.client("reader"), site.client("facilitator")
    token = {"csrf_token": reader.get("/").html.select_one("[name=csrf_token]")["value"]}
    reader.post(f"{document}/versions/1", token, status=403)
    reader.post(f"{document}/versions/7", token, status=404)
    site.client().get(f"{document}/versions/1", status=404)
    make.working_edition(document, by="author", text="<p>Hidden.</p>")
    program = site.program("facilitator")
    program.patch_json(f"{document}/@history", {"version": 3}, status=404)
    facilitator.get(f"{document}/versions/3", status=404)


def test_programs_bring_versions_back_as_with_plone(site, document):
    program = site.program("owner")
    for body, status in (({"version": "1"}, 400), ({"version": 9}, 404), ({"version": 1, "changeNote": "Back"}, 200)):
        program.patch_json(f"{document}/@history", body, status=status)
    assert program.get(document.path).json["title"] == "Plan"
    newest = next(one for one in program.get(f"{document}/@history").json["items"] if one.get("version") == 3)
    assert newest["comments"] == "Back"
    site.program("reader").patch_json(f"{document}/@history", {"version": 1}, status=403)


def test_an_earlier_text_of_a_post_comes_back(site, make):
    discussion = make.discussion(GROUP + "/discussions", by="author")
    post = make.post(discussion, "<p>First words.</p>", by="member")
    site.program("member").patch_json(post.path, {"text": "<p>Second words.</p>"}, status=204)
    member = site.client("member")
    page = member.get(f"{post}/history")
    action = page.html.select_one("main button")["formaction"]
    token = page.html.select_one("#act [name=csrf_token]")["value"]
    member.post(action, {"csrf_token": token}, status=303)
    assert "First words." in site.program("member").get(post.path).json["text"]["data"]
    assert len(member.get(f"{post}/history").html.select("main section")) == 2
    other = site.client("facilitator")
    token = other.get("/").html.select_one("#act [name=csrf_token]")["value"]
    other.post(action, {"csrf_token": token}, status=403)
