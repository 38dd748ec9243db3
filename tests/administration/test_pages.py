"""Administration pages come from features, in one order, and are hidden from others."""

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError

from moothall.administration.places import AdministrationPlace

TABS = ["Overview", "People", "Groups", "Spaces", "Workflows", "Status", "Emails", "Audit log"]


def test_the_tabs_of_all_features_stand_in_order(as_admin):
    page = as_admin.get("/admin").html
    tabs = page.select("nav.m-tabs a")
    assert [tab.text for tab in tabs] == TABS
    assert [tab["href"] for tab in tabs if tab.get("aria-current")] == ["/admin/"]


def test_each_tab_is_a_page_that_shows_where_it_is(as_admin):
    for tab in as_admin.get("/admin").html.select("nav.m-tabs a"):
        current = as_admin.get(tab["href"]).html.select("nav.m-tabs a[aria-current]")
        assert [one.text for one in current] == [tab.text]


def test_the_overview_is_filled_by_features(as_admin):
    page = as_admin.get("/admin").html
    figures = [figure.text.split(maxsplit=1)[1].strip() for figure in page.select(".m-figures a")]
    assert figures == [
        "people", "coalitions", "workspaces", "discussions", "documents and files", "items in repositories",
    ]  # fmt: skip
    assert [link.text.strip() for link in page.select("p.m-acts a")] == [
        "Add a coalition", "Add a workspace", "Add a person",
    ]  # fmt: skip


@pytest.mark.parametrize("login", ["guest", "member", "facilitator", "sitemoderator"])
def test_for_others_there_is_nothing(site, login):
    client = site.client(None if login == "guest" else login)
    absent = client.get("/nothing", status=404).text
    for path in ("/admin", "/admin/workflows", "/admin/audit"):
        assert client.get(path, status=404).text.count("<h1>") == absent.count("<h1>")
    assert "/admin" not in client.get("/").text


def test_a_place_that_no_feature_adds_is_absent(as_admin):
    as_admin.get("/admin/cellar", status=404)


def test_two_features_cannot_add_one_place():
    config = Configurator()
    config.include("moothall.ui.slots")
    config.include("moothall.administration")
    for number in range(2):

        def includeme(config):
            config.add_administration_place("cellar", AdministrationPlace)

        includeme.__name__ = f"feature_{number}"
        config.include(includeme)
    with pytest.raises(ConfigurationConflictError, match="cellar"):
        config.commit()
