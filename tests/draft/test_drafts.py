"""Drafts on the server: who has them, when they go, and what two browsers at once do."""

from datetime import timedelta

import pytest

from moothall.draft.periodic_tasks import forget_old
from tests.factories import GROUP, PRIVATE

FORUM = GROUP + "/discussions"


@pytest.fixture
def thread(make):
    return make.discussion(FORUM, "Which room?", by="author")


def save(api, uid, text, login="member", status=200, **more):
    sent = {"thing": uid, "form": "replies", "page": "/somewhere", "once": "T1", "fields": [["text", text, False]]}
    return api(login).post_json("/@drafts", sent | more, status=status).json


def uid(api, path, login="owner"):
    return api(login).get(str(path)).json["UID"]


def mine(api, login="member", **asked):
    return api(login).get("/@drafts", asked).json["items"]


def text_of(draft):
    return draft["fields"][0][1]


def test_a_draft_is_the_same_in_two_browsers(api, thread):
    thing = uid(api, thread)
    made = save(api, thing, "Half a sentence")
    (found,) = mine(api)
    assert text_of(found) == "Half a sentence" and found["about"]["title"] == "Which room?"
    assert found["id"] == made["id"] and found["version"] == made["version"]
    save(api, thing, "A whole one", base=made["version"])
    (found,) = mine(api, thing=thing, form="replies")
    assert text_of(found) == "A whole one"
    assert mine(api, thing=thing, form="other") == []
    assert mine(api, "author") == [] and mine(api, "moderator") == []


def test_saving_the_same_again_changes_nothing(api, thread, site):
    thing = uid(api, thread)
    made = save(api, thing, "One")
    before = site.databases["people"].lastTransaction()
    assert save(api, thing, "One", base=made["version"])["version"] == made["version"]
    assert site.databases["people"].lastTransaction() == before


def test_what_two_browsers_write_at_once_is_kept_from_both(api, thread):
    thing = uid(api, thread)
    first = save(api, thing, "One")
    save(api, thing, "Two", base=first["version"])
    save(api, thing, "Three", base=first["version"])
    assert [text_of(one) for one in mine(api, thing=thing, form="replies")] == ["Three", "Two"]


def test_sending_the_form_removes_its_draft_in_all_browsers(api, actors, thread):
    thing = uid(api, thread)
    form = actors.member.get(str(thread)).forms["reply"]
    made = save(api, thing, "Hello.", once=form["once"].value)
    form["text"] = "Hello."
    assert form.submit().status_int == 303
    assert mine(api) == []
    found = api.member.get("/@drafts", {"thing": thing, "form": "replies"}).json
    assert found["items"] == [] and found["gone"] == made["version"]


def test_a_refused_form_keeps_its_draft(api, actors, thread):
    thing = uid(api, thread)
    form = actors.member.get(str(thread)).forms["reply"]
    save(api, thing, "  ", once=form["once"].value)
    form["text"] = "  "
    form.submit(status=422)
    assert len(mine(api)) == 1


def test_what_one_no_longer_sees_is_not_listed_but_exported(api, site, make):
    thread = make.discussion(PRIVATE + "/discussions", "Secret plans", by="owner")
    thing = uid(api, thread)
    made = save(api, thing, "Mine")
    api.owner.delete(f"{PRIVATE}/@members/member", status=204)
    assert mine(api) == []
    api.member.get(f"/@drafts/{made['id']}", status=404)
    api.member.get("/@drafts", {"thing": thing, "form": "replies"}, status=404)
    save(api, thing, "More", status=404)
    save(api, thing, "Guess", login="outsider", status=404)


@pytest.mark.parametrize(
    "wrong",
    [
        {"fields": "text"},
        {"fields": [["text"]]},
        {"fields": [["password", "secret", False]]},
        {"fields": [["text", "x" * 300_001, False]]},
        {"fields": [["f", "x", False]] * 201},
        {"bases": [["a", "b", True]]},
        {"form": "x" * 1001},
        {"thing": 7},
    ],
)
def test_bad_drafts_are_refused(api, thread, wrong):
    save(api, uid(api, thread), "x", status=400, **wrong)
    assert mine(api) == []


def test_there_is_a_limit_and_the_oldest_go(api, thread, clock):
    thing = uid(api, thread)
    for number in range(52):
        clock.advance(seconds=1)
        save(api, thing, f"Text {number}", form=f"form {number}")
    found = mine(api)
    assert len(found) == 50 and text_of(found[-1]) == "Text 2"


def test_old_drafts_are_deleted(api, thread, site, clock):
    save(api, uid(api, thread), "Old")
    clock.advance(days=91)
    assert forget_old(site.registry) == 1
    assert site.people(lambda people: next(iter(people.feature_data("drafts").values())).newest()) == []


def test_guests_have_none(api, actors, thread):
    api.guest.get("/@drafts", status=401)
    save(api, uid(api, thread), "x", login="guest", status=401)
    assert "Log in" in actors.guest.get("/drafts", status=401).text


def test_the_page_lists_and_deletes(api, actors, thread):
    save(api, uid(api, thread), "<p>Half a <b>sentence</b></p>", page=f"{thread}#reply")
    page = actors.member.get("/drafts")
    assert "Half a sentence" in page.text and "Which room?" in page.text
    form = next(one for one in page.forms.values() if "draft" in one.fields)
    assert "No drafts" in form.submit().follow().text
    assert 'href="/drafts"' in actors.member.get("/").text


def test_pages_say_whether_the_server_has_drafts(api, actors, thread, clock):
    assert "data-drafts" not in actors.member.get(str(thread)).text
    save(api, uid(api, thread), "x")
    assert "data-drafts" in actors.member.get(str(thread)).text
    assert "data-drafts" not in actors.author.get(str(thread)).text
    assert clock.now + timedelta(days=1)


def test_a_foreign_page_in_a_draft_leads_nowhere(api, actors, thread):
    save(api, uid(api, thread), "x", page="https://evil.example/")
    assert "evil.example" not in actors.member.get("/drafts").text
