"""Filters fold: the control says how many are active, and is open when there is something to correct."""

import pytest

from tests.factories import CURATED, GROUP


def folded(visitor):
    """(what the control of the filters says, True if it is open)."""
    details = visitor.page.html.select_one("main details.m-fold")
    return " ".join(details.summary.text.split()), details.has_attr("open")


@pytest.mark.parametrize(
    "login, page, none, one, two",
    [
        ("guest", "/search", "SearchableText=plan", "&portal_type=document", "&Language=en"),
        ("guest", "/repository", "", "&digital_skill_level=basic", "&country=FR"),
        ("facilitator", CURATED + "/queue", "", "&age=day", "&held=me"),
        ("facilitator", GROUP + "/audit", "", "&from=2026-01-01", "&to=2031-01-01"),
        ("admin", "/admin/audit", "", "&from=2026-01-01", "&to=2031-01-01"),
        ("member", GROUP + "/people", "", "&name=a", "&role=member"),
    ],
)
def test_filters_fold_and_say_how_many_are_active(site, make, visit, login, page, none, one, two):
    make.document(title="A plan", language="en")
    make.document(title="Noch ein plan", language="de")
    make.document(CURATED + "/documents", "Waiting", state="proposed", by="member")
    make.document(CURATED + "/documents", "Waiting too", state="proposed", by="author")
    make.resource(digital_skill_level=("basic",), country=("FR", "DE"))
    make.goodpractice(digital_skill_level=("advanced",), country=("FR",))
    site.reindex()
    visitor = visit(login)
    for query, said in ((none, "Filters"), (none + one, "Filters 1 active"), (none + one + two, "Filters 2 active")):
        visitor.open(f"{page}?{query}")
        assert folded(visitor) == (said, False), query


def test_filters_are_open_when_one_is_wrong(visit):
    visitor = visit("facilitator").open(GROUP + "/audit?person=nobody-of-this-name", status=400)
    assert folded(visitor) == ("Filters 1 active", True)
    assert visitor.sees("nobody-of-this-name") or visitor.problem


def test_a_filter_names_its_number_in_the_language_of_the_reader(visit):
    visitor = visit("facilitator").open("/language?language=fr&came_from=" + GROUP + "/people?name=a%26role=member")
    assert folded(visitor) == ("Filtres 2 actifs", False)
