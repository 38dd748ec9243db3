"""Many people added to a space at once, from a list."""

import pytest

from tests.journeys.people_page import PEOPLE, names

TABLE = """\
login;roles;until
outsider;author, moderator;2026-12-31
reviewer;;
member;author
new@example.net;reader
facilitator;owner
nobody-here;member
outsider;reader
author;author
"""


def test_a_list_says_first_what_it_would_do_and_then_does_it(facilitator, visit, sent):
    facilitator.open(PEOPLE + "/bulk").type("Or enter or paste the list", TABLE).press("Preview changes")
    assert facilitator.sees(
        "Nothing has been saved yet.",
        "2 people added",
        "1 person changed",
        "1 person invited",
        "3 lines rejected",
        "1 person unchanged",
    )
    assert facilitator.sees(
        "You can only give roles that you have yourself.",
        "There is no username “nobody-here”.",
        "This person is already in the list.",
    )
    assert facilitator.typed("Or enter or paste the list") == TABLE.strip()
    assert len(names(visit("member").open(PEOPLE))) == 6
    facilitator.press("Apply all changes")
    assert facilitator.heading == "Result of the list" and facilitator.sees("2 people added", "1 person invited")
    report = facilitator.follow("Download as CSV").page
    assert report.content_type == "text/csv" and "attachment" in report.headers["Content-Disposition"]
    assert "outsider" in report.text and "Rejected" in report.text
    assert len(names(visit("member").open(PEOPLE))) == 8
    assert len(sent("new@example.net")) == 1


@pytest.mark.parametrize(
    "data", [TABLE.encode("utf-16"), ("\ufeff" + TABLE).encode(), TABLE.replace(";", "\t").encode("cp1252")]
)
def test_a_list_comes_from_a_spreadsheet_in_whatever_encoding(facilitator, data):
    facilitator.open(PEOPLE + "/bulk").fill(**{"A spreadsheet saved as CSV": ("list.csv", data)})
    facilitator.press("Preview changes")
    assert facilitator.sees("2 people added", "1 person changed")


def test_a_list_without_sense_is_refused(facilitator):
    facilitator.open(PEOPLE + "/bulk").press("Preview changes", status=422)
    assert "The list is empty." in facilitator.problem
    facilitator.type("Or enter or paste the list", "a\n" * 5001).press("Preview changes", status=422)
    assert "up to 5000 lines" in facilitator.problem


def test_the_report_is_safe_for_spreadsheets(facilitator):
    facilitator.open(PEOPLE + "/bulk").type("Or enter or paste the list", '"=HYPERLINK(1)";member')
    report = facilitator.press("Preview changes").press("Download as CSV").page
    assert "'=HYPERLINK(1)" in report.text and "\n=" not in report.text and ",=" not in report.text


def test_a_list_names_roles_in_any_language_of_the_site(facilitator):
    text = "login,rolle\noutsider,Lesezugang\nreviewer,Lecture\nsitemoderator,Reader\n"
    facilitator.open(PEOPLE + "/bulk").type("Or enter or paste the list", text).press("Preview changes")
    assert not facilitator.sees("There is no role")
