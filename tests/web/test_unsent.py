"""What was typed survives a session that has ended and an outdated form, without scripts, and for its writer only."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from moothall.web import sessions
from tests.factories import GROUP, OPEN
from tests.whole_site import COOKIE_NAME, PASSWORD

TYPED = "Three hours of work."


def form_to(page, *endings):
    return next(form for form in page.forms.values() if form.action.split("?")[0].endswith(endings))


@pytest.fixture
def discussion(make):
    return make.discussion(GROUP + "/discussions", by="author", title="Plans")


def own_session(site, login):
    """A browser with a session of its own, and how to end it on the server."""

    def begin(store):
        account = store.by_login(login)
        return store.sessions.begin(account.id, sessions.COOKIE, account.generation, site.clock.now, timedelta(days=1))

    token = site.people(begin)
    client = site.client()
    client.set_cookie(COOKIE_NAME, f"{sessions.SIGNED_IN}.{token}")
    return client, lambda: site.people(lambda store: store.sessions.end(token))


def log_in(page, login, password):
    form = form_to(page, "/login")
    form["login"], form["password"] = login, password
    return form.submit(status="*")


def forms(make, discussion):
    document = make.document(GROUP + "/documents", by="member", state="draft", title="Plan")
    # A visitor learns nothing of what they may not see.
    return (
        (discussion.path, ("/replies",), "text", 404),
        (f"{document}/edit", ("/edit",), "description", 404),
        (f"{OPEN}/documents/add/document", ("/document",), "title", 401),
    )


def test_a_session_that_ended_leads_through_the_log_in_back_to_the_form(site, make, discussion):
    for address, endings, field, status in forms(make, discussion):
        member, end = own_session(site, "member")
        form = form_to(member.get(address), *endings)
        typed = f"{TYPED} {field}"
        form[field] = typed
        end()
        refused = form.submit("send", status=status)
        assert TYPED in refused.html.main.text
        for link in refused.html.select("a[href^='/login?']"):
            came_from = parse_qs(urlsplit(link["href"]).query)["came_from"][0]
            site.client("member").get(came_from, status=200)
        page = form_to(refused, "/login").submit(status=200)
        wrong = log_in(page, "member", "wrong")
        assert wrong.status_int == 422
        goes_on = log_in(wrong, "member", PASSWORD)
        assert goes_on.status_int == 200 and goes_on.html.h1.text == "You are logged in"
        back = form_to(goes_on, *endings).submit(status=200)
        again = form_to(back, *endings)
        assert again[field].value.strip() == typed, address
        assert typed not in site.client("author").get(discussion.path).text
        again.submit("send", status=303)


def test_another_person_who_logs_in_gets_nothing_of_it(site, discussion):
    member, end = own_session(site, "member")
    form = form_to(member.get(discussion.path), "/replies")
    form["text"] = TYPED
    end()
    page = form_to(form.submit(status=404), "/login").submit(status=200)
    answer = log_in(page, "author", PASSWORD)
    assert answer.status_int == 303 and urlsplit(answer.location).path == discussion.path
    assert TYPED not in answer.follow().text


def test_an_outdated_form_is_sent_again_from_the_page_that_refuses_it(site, discussion):
    member = site.client("member")
    form = form_to(member.get(discussion.path), "/replies")
    form["text"], form["csrf_token"] = TYPED, "0" * 64
    own, foreign = {"Origin": "http://localhost"}, {"Origin": "https://evil.example"}
    assert TYPED not in form.submit(status=400, headers=foreign).html.main.text
    refused = form.submit(status=400, headers=own)
    form_to(refused, "/replies").submit(status=303, headers=own)
    assert TYPED in member.get(discussion.path).text


def test_a_form_that_somebody_else_opened_is_not_sent_in_ones_own_name(site, discussion):
    member, author = site.client("member"), site.client("author")
    form = form_to(member.get(discussion.path), "/replies")
    form["text"] = TYPED
    fields = dict(form.submit_fields())
    refused = author.post(f"{discussion}/replies", fields, status=400, headers={"Origin": "http://localhost"})
    assert not [one for one in refused.forms.values() if one.action.endswith("/replies")]


def test_a_reply_that_comes_back_still_answers_its_post(site, make, discussion):
    post = make.post(discussion, "<p>First words.</p>", by="author")
    member = site.client("member")
    form = form_to(member.get(f"{discussion}?reply_to={post.path.rsplit('/', 1)[-1]}"), "/replies")
    refused = form_to(form.submit(status=422), "/replies")
    refused["text"] = TYPED
    assert "In reply to" in refused.submit(status=303).follow().follow().text


def test_the_browser_learns_what_has_arrived_and_that_it_should_forget(site, discussion):
    member, _end = own_session(site, "member")
    form = form_to(member.get(discussion.path), "/replies")
    assert "moothall-received" not in form.submit(status=422).headers.get("Set-Cookie", "")
    form["text"] = TYPED
    assert form["once"].value in form.submit(status=303).headers["Set-Cookie"]
    member = site.client("outsider")
    token = member.get("/").html.select_one("#act [name=csrf_token]")["value"]
    answer = member.post("/logout", {"csrf_token": token}, status=303)
    assert any("moothall-received=log-out" in one for one in answer.headers.getall("Set-Cookie"))


def test_invented_unsent_forms_lead_nowhere_else(site):
    client = site.client()
    writer = site.id_of("member")
    for unsent in (
        "x",
        "[]",
        '["//evil.example/", "//evil.example/", "x", []]',
        '["/a", "/b", "c", [["d", 1]]]',
        "{}",
        "[" * 100_000,
        json.dumps(["/\ud800", "/b", writer, []]),
        json.dumps(["/a", "/\ud800", writer, []]),
        json.dumps(["/a", "/b", writer, [["text", "\ud800"]]]),
        json.dumps(["/a", "/b", writer, [["\ud800", "text"]]]),
    ):
        page = client.get("/login")
        form = form_to(page, "/login")
        sent = {"csrf_token": form["csrf_token"].value, "unsent": unsent, "login": "member", "password": PASSWORD}
        assert client.post("/login", sent, status=303).location.rstrip("/") in ("http://localhost", "")
        client.reset()
