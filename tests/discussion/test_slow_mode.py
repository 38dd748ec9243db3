"""Slow mode: who sets it, whom it holds back, and that nothing typed is lost."""

import pytest

from tests.factories import GROUP

FORUM = GROUP + "/discussions"


@pytest.fixture
def thread(make):
    return make.discussion(FORUM, "Which room?", by="owner")


def reply(api, login, thread, status=201):
    return api(login).post_json(str(thread), {"@type": "post", "text": "<p>So.</p>"}, status=status).json


def slow(api, thread, login="moderator", status=200, **body):
    sent = {"seconds": 300, "comment": "It gets heated.", **body}
    return api(login).post_json(f"{thread}/@slow-mode", sent, status=status).json


def test_people_wait_between_their_posts_and_moderators_do_not(api, thread, clock):
    found = slow(api, thread)
    assert (found["seconds"], found["by"], found["comment"]) == (300, "moderator", "It gets heated.")
    for login in ("member", "author", "moderator", "moderator"):
        reply(api, login, thread)
    said = reply(api, "member", thread, status=409)["message"]
    assert said == "Slow mode is on here: you can post again in 5 min 0 s."
    clock.advance(seconds=200)
    assert api.member.get(f"{thread}/@slow-mode").json["wait"] == 100
    reply(api, "member", thread, status=409)
    clock.advance(seconds=100)
    reply(api, "member", thread)
    slow(api, thread, seconds=0, comment="")
    reply(api, "member", thread)


def test_it_ends_at_its_end(api, thread, clock):
    slow(api, thread, until=(clock.now.replace(microsecond=0)).isoformat(), status=400)
    end = clock.now.replace(microsecond=0).replace(hour=23, minute=59)
    slow(api, thread, until=end.isoformat())
    reply(api, "member", thread)
    reply(api, "member", thread, status=409)
    clock.now = end
    reply(api, "member", thread)
    assert api.member.get(f"{thread}/@slow-mode").json["seconds"] == 0


@pytest.mark.parametrize(("login", "status"), [("guest", 404), ("reader", 403), ("member", 403)])
def test_only_moderators_set_it(api, thread, login, status):
    slow(api, thread, login, status=status)


@pytest.mark.parametrize(
    "wrong",
    [{"seconds": 5}, {"seconds": -1}, {"seconds": "60"}, {"seconds": 10**9}, {"comment": " "}, {"until": "soon"}],
)
def test_what_cannot_be_is_refused(api, thread, wrong):
    slow(api, thread, status=400, **wrong)
    assert api.moderator.get(f"{thread}/@slow-mode").json["seconds"] == 0


def test_in_the_browser_it_is_shown_kept_and_undone(api, site, thread):
    browser = site.client("moderator")
    page = browser.get(str(thread)).click("Slow mode")
    form = next(one for one in page.forms.values() if "seconds" in one.fields)
    form["seconds"] = "300"
    assert "Enter a reason." in form.submit(status=422)
    form["reason"] = "It gets heated."
    page = form.submit(status=303).follow()
    assert "Slow mode of “Which room?” is on." in page.text
    undo = page.html.select_one(".m-said [formaction]")["formaction"]
    member = site.client("member")
    reply(api, "member", thread)
    page = member.get(str(thread))
    assert "Slow mode: 5 min between two posts of a person. Set by" in page.text and "It gets heated." in page.text
    form = page.forms["reply"]
    form["text"] = "Wait, I have more."
    page = form.submit(status=409)
    assert "you can post again in" in page.text and page.forms["reply"]["text"].value == "Wait, I have more."
    token = browser.get("/").html.select_one("[name=csrf_token]")["value"]
    browser.post(undo, {"csrf_token": token}, status=303)
    assert api.member.get(f"{thread}/@slow-mode").json["seconds"] == 0
