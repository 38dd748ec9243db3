"""Every page has one address: what else looks like one is not found."""

import pytest
from webtest import TestApp

from tests.factories import OPEN
from tests.test_views import views_of


@pytest.mark.parametrize("login", [None, "admin"])
def test_no_page_answers_with_something_behind_its_name(site, actors, login, app):
    browser = actors(login) if login else site.client()
    names = {
        name for name, _context, methods, route, _permission in views_of(app) if "GET" in methods and route is None
    }
    assert {"settings", "login", "add"} <= names
    for name in sorted(names):
        for place in ("", "/people", OPEN, f"{OPEN}/documents", "/admin"):
            browser.get(f"{place}/{name}/a/b/c/x.css", status=404)


@pytest.mark.parametrize(
    "path", ["/people/settings/x.css", "/login/x.css", "/sign-up/.css", "/queue/x.css", "/about/x"]
)
def test_a_private_page_is_not_found_under_the_name_of_a_file(actors, path):
    assert "moothall-demo" not in actors.member.get(path, status=404).text


@pytest.mark.parametrize(
    "path", ["/@@", "/@@/", "/@@login", "/people/@@settings", f"{OPEN}/@@edit", f"{OPEN}/@@", "/@@@search"]
)
def test_no_view_has_a_second_address(actors, path):
    actors.facilitator.get(path, status=404)
    actors.facilitator.get(path, headers={"Accept": "application/json"}, status=404)


def test_the_page_of_an_add_form_still_takes_its_type(actors):
    actors.member.get(f"{OPEN}/documents/add/document", status=200)


@pytest.mark.parametrize("path", ["/login", "/sign-up", "/forgotten-password"])
def test_a_page_with_a_token_for_a_guest_is_private(app, path):
    answer = TestApp(app, extra_environ={"HTTP_HOST": "localhost"}).get(path)
    assert "csrf_token" in answer.text
    assert answer.headers["Cache-Control"].startswith("private")


def test_pages_of_guests_say_what_they_depend_on(app):
    answer = TestApp(app, extra_environ={"HTTP_HOST": "localhost"}).get("/coalitions")
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "Accept-Language"} <= set(answer.vary)
    static = TestApp(app, extra_environ={"HTTP_HOST": "localhost"}).get("/static/main.css", status="*")
    assert "Vary" not in static.headers


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {}])
def test_a_login_form_needs_its_token_whatever_it_accepts(app, headers):
    browser = TestApp(app, extra_environ={"HTTP_HOST": "localhost"})
    answer = browser.post(
        "/login", {"login": "member", "password": "correct horse battery"},
        headers={"Accept": "application/json", **headers}, status=400,
    )  # fmt: skip
    assert "Set-Cookie" not in answer.headers
