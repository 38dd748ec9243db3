"""``moothall explain``: whether a person can do something, why, and what would change it."""

from datetime import UTC, datetime, timedelta

import pytest

from moothall.core.event_log.log import ActionContext
from moothall.space.members import set_member
from tests.command_line import DOCUMENTS


def test_it_says_who_may_and_why(moothall):
    code, said, _err = moothall("explain", "member", "edit", f"{DOCUMENTS}/draft")
    assert code == 0
    assert said.startswith("Mika Member (member) may edit “A draft”.")
    assert "Mika Member created it." in said


def test_it_says_who_may_not_and_why(moothall):
    code, said, _err = moothall("explain", "member", "edit", f"{DOCUMENTS}/plan-0")
    assert code == 1
    assert "may not edit" in said
    assert "its creator; facilitators" in said
    assert "is a member of “Women in ICT”: Member. Given by Finn Facilitator on" in said
    assert "It would be different if" in said and "“Women in ICT”: Facilitator." in said


def test_it_says_that_nobody_can_log_in(moothall):
    assert moothall("user", "disable", "member")[0] == 0
    code, said, _err = moothall("explain", "member", "edit", f"{DOCUMENTS}/draft")
    assert code == 1
    assert "The account of Mika Member is disabled" in said


def test_it_says_what_is_hidden(moothall):
    code, said, _err = moothall("explain", "everyone", "edit", f"{DOCUMENTS}/draft")
    assert code == 1 and "It is hidden from this person" in said
    assert moothall("explain", "everyone", "view", f"{DOCUMENTS}/plan-0")[0] == 0


def test_it_says_where_a_closed_space_takes_something_away(moothall):
    with moothall.open() as databases:
        space = databases.site["workspaces"]["women-in-ict"]
        databases.site.access.set_state(space.record, "suspended")
    code, said, _err = moothall("explain", "facilitator", "edit", f"{DOCUMENTS}/plan-0")
    assert code == 1 and "“Women in ICT” is paused" in said


def test_it_names_roles_on_the_site(moothall):
    code, said, _err = moothall("explain", "admin", "manage", "/workspaces/women-in-ict")
    assert code == 0 and "has a site-wide role: Administrator" in said


def test_it_says_what_was_so_on_a_past_date(moothall):
    with moothall.open() as databases:
        space = databases.site["workspaces"]["women-in-ict"]
        act = ActionContext(None, datetime.now(UTC) + timedelta(days=40))
        set_member(act, space, databases.people.by_login("member").id, ())
    path = f"{DOCUMENTS}"
    tomorrow, later = (datetime.now(UTC).date() + timedelta(days=days) for days in (1, 41))
    code, said, _err = moothall("explain", "member", "add", path, "--at", tomorrow.isoformat())
    assert code == 0
    assert said.startswith(f"Mika Member (member) could add “Documents” on {tomorrow} at 23:59 UTC.")
    assert "Given by Finn Facilitator" in said
    assert moothall("explain", "member", "add", path, "--at", f"{later}T12:00")[0] == 1
    code, _said, complaint = moothall("explain", "member", "add", path, "--at", "2020-01-01")
    assert code == 2 and "at that time" in complaint


@pytest.mark.parametrize("words", [("nobody", "view", "/"), ("member", "view", "/nothing")])
def test_unknown_people_and_places_are_said(moothall, words):
    code, _said, complaint = moothall("explain", *words)
    assert code == 2 and complaint


def test_it_can_be_asked_while_the_server_runs(moothall, serving):
    assert moothall("explain", "admin", "view", "/")[0] == 0
