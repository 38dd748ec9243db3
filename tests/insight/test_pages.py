"""The pages: why, who, whom a change concerns, and the links that lead there."""

import pytest

from tests.factories import CURATED, GROUP, OPEN, PRIVATE


@pytest.fixture
def document(make):
    return make.document(CURATED + "/documents", "Plan", by="author", state="published").path


def test_a_refusal_leads_to_why(as_member, document):
    page = as_member.get(f"{document}/edit", status=403).click("Why can't I?")
    assert page.html.h1.text == "Why can't I do this?"
    assert "Ask: Finn Facilitator or Olga Owner" in " ".join(page.text.split())


@pytest.mark.parametrize(("login", "words"), [
    ("member", "Why can't I edit this?"), ("facilitator", "Who can see this, and why?"),
    ("author", "Who can see this, and why?"), ("guest", None)])  # fmt: skip
def test_under_an_item_stands_what_one_would_ask(actors, document, login, words):
    found = [link.text for link in actors(login).get(document).html.select(".m-under a")]
    assert found == ([words] if words else [])


def test_a_closed_discussion_says_why_one_cannot_reply(as_member, make):
    discussion = make.discussion(state="closed").path
    page = as_member.get(discussion).click("Why can't I reply here?")
    assert "Only another state would allow it" in page.text


def test_everybody_who_can_see_it_is_named_by_role(as_facilitator, make):
    document = make.document(PRIVATE + "/documents", "Plan", by="author", state="published").path
    page = as_facilitator.get(f"{document}/access")
    titles = [title.text for title in page.html.select("h3")]
    assert "Owners (1)" in titles and "Readers (1)" in titles and "Authors (1)" in titles
    assert "Otto Outsider" not in page.text and "Everyone who is logged in" not in page.html.main.text
    assert "Given by Olga Owner" in page.text


def test_what_somebody_made_is_their_own_while_only_that_counts(as_author, as_owner, make):
    document = make.document(PRIVATE + "/documents", "Plan", by="author", state="draft").path
    [title] = as_author.get(f"{document}/access").html.select("h3")
    assert title.text == "It is their own (1)"
    titles = [title.text for title in as_owner.get(f"{PRIVATE}/access").html.select("h3")]
    assert "Owners (1)" in titles and "It is their own (1)" not in titles


def test_one_person_is_explained_and_a_fix_made(as_admin, api, document):
    form = as_admin.get(f"{document}/access?permission=edit").forms
    form = next(one for one in form.values() if one.fields.get("person"))
    form["person"] = "member"
    page = form.submit()
    assert "Mika Member cannot do this with “Plan”: “Edit”." in page.text
    page = page.click("See who is affected", index=0)
    assert "1 person can do more with" in page.text
    form = next(one for one in page.forms.values() if "change" in one.fields)
    assert (
        form.submit(status=303).follow().html.select_one(".m-said p").text
        == "Done. The change of “Documents” is in effect."
    )
    api.member.patch_json(document, {"title": "Mine"}, status=204)


def test_whoever_asks_about_themselves_is_spoken_to(as_outsider, document):
    assert "Why can I do this?" in as_outsider.get(f"{document}/why").text
    page = as_outsider.get(f"{document}/why?permission=edit")
    assert "You cannot do this with “Plan”: “Edit”." in page.text
    assert "You are not a member of" in page.text and "Otto Outsider" not in page.html.main.text


def test_unknown_people_are_said(as_admin, document):
    assert "No one has the name or username" in as_admin.get(f"{document}/access?person=nobody-here", status=422).text


def test_who_may_not_know_is_refused(actors, document):
    actors.member.get(f"{document}/access", status=403)
    actors.guest.get(f"{document}/access", status=401)
    actors.outsider.get(f"{PRIVATE}/access", status=404)
    actors.outsider.get(f"{PRIVATE}/affected?kind=dial&visibility=public", status=404)
    actors.member.get(f"{CURATED}/affected?kind=dial&visibility=signed-in", status=403)


def test_settings_can_be_looked_at_before_they_are_saved(as_owner, api, document):
    form = as_owner.get(f"{CURATED}/settings").forms
    form = next(one for one in form.values() if "preset" in one.fields)
    form["preset"] = "confidential"
    page = form.submit("do", value="affected").follow()
    assert "Everyone without an account loses access to" in page.text
    together = page.html.find(string=lambda text: "In total:" in text).strip()
    assert "and everyone without an account, " in together
    api.guest.get(document, status=200)
    form = next(one for one in page.forms.values() if "change" in one.fields)
    form.submit(status=303)
    api.guest.get(document, status=404)


def test_a_form_is_told_the_effect_in_a_sentence(as_owner, document):
    answer = as_owner.get(f"{CURATED}/affected.txt?kind=dial&visibility=signed-in&preset=")
    assert answer.text == "Everyone without an account loses access to 4 items."
    assert as_owner.get(f"{CURATED}/affected.txt?kind=dial&visibility=public").text == (
        "No one gains or loses access.")  # fmt: skip


def test_a_step_that_asks_for_a_reason_keeps_it(as_facilitator, document):
    page = as_facilitator.get(f"{document}/affected?kind=transition&name=request_changes")
    form = next(one for one in page.forms.values() if "change" in one.fields)
    page = form.submit(status=422)
    form = next(one for one in page.forms.values() if "change" in one.fields)
    form["reason"] = "Too short."
    form.submit(status=303)
    assert "Too short." in as_facilitator.get(document).text


def test_the_file_has_every_row(as_owner, document):
    page = as_owner.get(f"{CURATED}/affected?kind=dial&visibility=signed-in")
    rows = page.click("Download the full list").text.splitlines()
    assert len(rows) == 5 and rows[0] == "change,person,permission,title,address"


def test_a_membership_in_an_address(as_owner):
    page = as_owner.get(f"{GROUP}/affected?kind=member&person=outsider&roles=author&roles=moderator")
    assert "Otto Outsider has these roles in “Members group”: Author, Moderator." in page.text
    page = as_owner.get(f"{GROUP}/affected?kind=member&person=member&roles=")
    assert "Mika Member is no longer a member of “Members group”." in page.text


def test_another_table_in_an_address(as_admin):
    page = as_admin.get("/affected?kind=workflow&definition=content")
    assert "No one gains or loses access." in page.text
    as_admin.get("/affected?kind=workflow&definition=nothing", status=400)
    as_admin.get(f"{OPEN}/affected?kind=workflow&definition=content", status=200)


def test_a_sentence_tells_those_who_see_more_also_what_they_can_do(as_owner, make):
    said = as_owner.get(f"{CURATED}/affected.txt?kind=member&person=outsider&roles=moderator").text
    assert said == "1 person can do more with 3 items."
    make.document(CURATED + "/documents", "Sketch", by="author", state="proposed")
    said = as_owner.get(f"{CURATED}/affected.txt?kind=member&person=outsider&roles=facilitator").text
    assert said == "1 person gains access to 1 item. 1 person can do more with 3 items."


def test_whoever_shuts_themselves_out_is_led_to_what_they_still_see(as_facilitator, make):
    around = make.coalition("Around", preset="confidential", roster={}, by="admin")
    space = make.workspace(
        "Inner", in_=str(around), preset="confidential", by="admin", roster={"facilitator": ("facilitator",)}
    )
    page = as_facilitator.get(f"{space}/affected?kind=member&person=facilitator&roles=")
    done = page.forms[next(number for number, form in page.forms.items() if form.action.endswith("/affected"))].submit()
    assert "around" not in done.location
    done.follow(status=200)


def test_the_effect_of_a_form_is_told_with_its_hidden_fields(actors):
    """A script sends all fields of the form of settings, also what it began with."""
    form = next(form for form in actors.facilitator.get(f"{GROUP}/settings").forms.values() if "preset" in form.fields)
    form["preset"], form["visibility"] = "", "private"
    fields = [(name, value) for name, value in form.submit_fields() if name not in ("csrf_token", "once")]
    answer = actors.facilitator.get(f"{GROUP}/affected.txt", params=[("kind", "dial"), *fields], status=200)
    assert "lose access to" in answer.text
