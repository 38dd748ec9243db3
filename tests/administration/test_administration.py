"""``/admin``: for administrators, and nothing for everybody else."""

import pytest

from tests.factories import CURATED

PAGES = ("/admin", "/admin/people", "/admin/add-person", "/admin/spaces", "/admin/status", "/admin/mails")


@pytest.mark.parametrize("path", PAGES)
def test_administrators_see_each_page(as_admin, path):
    as_admin.get(path, status=200)


@pytest.mark.parametrize("path", [*PAGES, "/admin/nothing", "/admin/person/x"])
@pytest.mark.parametrize("login", ["guest", "member", "sitemoderator", "reviewer"])
def test_for_everybody_else_there_is_nothing(actors, path, login):
    actors(login).get(path, status=404)


@pytest.mark.parametrize(
    "path",
    ["/admin/nothing", "/admin/person/x", "/admin/people/x", "/admin/person", "/admin/mails/x", "/admin/mails/..%2fx"],
)
def test_what_is_not_there_is_not_found(as_admin, path):
    as_admin.get(path, status=404)


def test_the_overview_counts_and_says_what_waits(make, as_admin):
    make.document(CURATED + "/documents", "A proposal", state="proposed", by="member")
    page = as_admin.get("/admin")
    assert "10" in page.html.select_one(".m-figures li").text
    assert [row.text for row in page.html.select(".m-queue-title")] == ["A proposal"]


@pytest.mark.parametrize(
    "page, way",
    [
        ("", []),
        ("/people", ["Administration"]),
        ("/status", ["Administration"]),
        ("/audit", ["Administration"]),
        ("/workflows", ["Administration", "Workflows"]),
        ("/workflows/import", ["Administration", "Workflows"]),
        ("/workflows/content", ["Administration", "Workflows", "Shared content"]),
    ],
)
def test_each_page_says_where_it_is(as_admin, page, way):
    assert [link.text for link in as_admin.get(f"/admin{page}").html.select(".m-crumbs a")] == way


def test_pages_of_other_main_places_do_too(as_admin):
    for page, way in (("/coalitions", []), ("/coalitions/add/coalition", ["Coalitions"]), ("/login", [])):
        assert [link.text for link in as_admin.get(page).html.select(".m-crumbs a")] == way
