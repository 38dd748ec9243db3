import pytest
from pyramid.config import Configurator

from tests.small_site import SmallSite

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def site():
    return SmallSite()


def form_token(client):
    return {"csrf_token": client.get("/form").forms[0]["csrf_token"].value}


@pytest.mark.parametrize("headers", [{}, JSON])
def test_what_may_not_be_seen_answers_like_what_is_not_there(site, headers):
    for client in (site.client(), site.signed_in("ben")):
        hidden, absent = (client.get(path, headers=headers, status=404) for path in ("/secret", "/nothing"))
        assert hidden.body == absent.body
        assert sorted(hidden.headers.items()) == sorted(absent.headers.items())


def test_neither_its_views_nor_its_acts_give_it_away(site):
    client = site.signed_in("ben")
    token = form_token(client)
    for path in ("/secret/add", "/secret/nothing", "/nothing/add"):
        client.post(path, token, status=404)
    site.client().get("/members", status=404)


def test_a_guest_who_may_see_it_is_asked_to_log_in(site):
    client = site.client()
    answer = client.get("/public/edit?x=1&y=%C3%BC", status="*")
    assert answer.status_int == 404, "there is no such view"
    answer = client.post("/public/add", {**form_token(client), "text": "dear"}, status=401)
    assert "dear" in answer.text and "log in" in answer.text.lower()
    api = client.post("/public/add", form_token(client), headers=JSON, status=401)
    assert api.json["type"] == "Unauthorized"
    assert api.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_guest_on_a_page_comes_back_to_it_after_the_log_in(site):
    answer = site.client().get("/public/settings?x=1&y=%C3%BC", status=303)
    assert answer.headers["Location"] == "http://localhost/login?came_from=/public/settings%3Fx%3D1%26y%3D%25C3%25BC"


def test_somebody_who_is_logged_in_hears_that_it_is_not_allowed(site):
    client = site.signed_in("ben")
    answer = client.post("/public/add", {**form_token(client), "text": "dear"}, status=403)
    assert "dear" in answer.text
    assert client.get("/public/settings", headers=JSON, status=403).json["type"] == "Forbidden"
    site.signed_in("ann").get("/public/settings", status=200)


def test_an_error_of_ours_has_its_status_and_sentence(site):
    assert site.client().get("/closed", headers=JSON, status=409).json == {
        "type": "Conflict", "message": "The discussion is closed.",
    }  # fmt: skip
    assert "The discussion is closed." in site.client().get("/closed", status=409).text


@pytest.mark.parametrize("headers", [{}, JSON])
def test_what_nobody_expected_is_said_kindly_and_logged_with_its_number(site, headers, caplog):
    answer = site.client().get("/fail", headers=headers, status=500)
    assert "secret" not in answer.text and "Traceback" not in answer.text
    number = caplog.records[-1].getMessage().split()[2]
    assert number in answer.text
    assert "a secret in the trace" in caplog.text


def draw_errors(site, draw):
    config = Configurator(site.registry)
    config.set_error_page(draw)
    config.commit()


def test_an_error_page_that_fails_is_replaced_by_a_plain_one(caplog):
    site = SmallSite()
    draw_errors(site, lambda request, error, kept: 1 / 0)
    assert "Page not found" in site.client().get("/nothing", status=404).text


def test_the_sites_own_page_is_used_where_there_is_one():
    site = SmallSite()
    draw_errors(site, lambda request, error, kept: f"<h1>{error.status} {list(kept)}</h1>")
    assert site.client().get("/nothing", status=404).text == "<h1>404 []</h1>"


def test_who_it_is_is_looked_up_once(site):
    client = site.signed_in("ann")
    cookie = client.cookies["moothall"].strip('"')
    assert cookie.startswith("s.")
    assert client.get("/who").json == {"login": "ann"}
    for broken in (cookie[:-1], "s." + "a" * 43, "g." + cookie[2:], cookie + "=", ""):
        assert site.client(HTTP_COOKIE=f"moothall={broken}").get("/who").json == {"login": None}


def test_reading_writes_nothing(site):
    client = site.signed_in("ann")
    before = [db.lastTransaction() for db in site.registry._zodb_databases.values()]
    for path in ("/", "/form", "/who", "/public", "/members", "/secret", "/login"):
        client.get(path)
    client.get("/nothing", status=404)
    assert [db.lastTransaction() for db in site.registry._zodb_databases.values()] == before
