"""Workflows as everybody reads them."""

import pytest

from moothall.core.access.permissions import PERMISSIONS
from moothall.core.workflow.definition import Definition
from moothall.core.workflow.tokens import ITEM_TOKENS, ROLE_TOKENS
from moothall.workflows.texts import CONDITIONS, TOKENS, token_label
from tests.workflow_kinds import KINDS, shipped


def same(text):
    return text.interpolate() if hasattr(text, "interpolate") else text


def test_guests_find_every_shipped_workflow(as_guest):
    page = as_guest.get("/workflows")
    titles = {link.text for link in page.html.select("main h2 a")}
    assert titles == {shipped(id)["title"] for id in KINDS}


@pytest.mark.parametrize("id", KINDS)
def test_a_workflow_shows_every_row_of_its_table(as_guest, id):
    page, table = as_guest.get(f"/workflows/{id}").html, Definition(shipped(id))
    for state in table.states.values():
        section = page.select_one(f"#state-{state.id}")
        shown = {row.th.text: row.td.text for row in section.select("tbody tr")}
        told = {
            str(permission.sentence): "; ".join(token_label(same, token) for token in table.row(state.id, permission))
            for permission in PERMISSIONS
            if table.row(state.id, permission)
        }
        assert shown == told
        follow = [item.b.text for item in section.select("ul li")]
        assert follow == [step.title for step in table.transitions_from(state.id)]


def test_every_word_of_the_tables_is_explained():
    assert TOKENS.keys() == ITEM_TOKENS | ROLE_TOKENS
    assert CONDITIONS.keys() == {"own", "pre", "post"}


def test_conditions_are_said_around_each_other():
    assert token_label(same, "pre:own:author") == "authors, for their own items, where documents need approval"


def test_a_workflow_says_who_asks_for_a_reason(as_guest):
    rows = as_guest.get("/workflows/content").html.select("table.m-table tr")
    (row,) = [
        row
        for row in rows
        if row.select_one(".m-step-title") is not None and row.select_one(".m-step-title").text == "Request changes"
    ]
    assert "with a reason" in row.text


def test_what_is_not_there_is_not_found(as_guest):
    as_guest.get("/workflows/nothing", status=404)
