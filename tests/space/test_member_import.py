"""Lists of people to be added, and the report about it."""

import csv
import io
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.core.base.errors import MoothallError
from moothall.space import (
    member_import,
)


def test_five_thousand_lines_are_planned_and_more_are_refused(site):
    text = "who;roles\n" + "".join(f"nobody{number};member\n" for number in range(member_import.MAX_LINES))
    rows = member_import.read("login;roles\n" + text.partition("\n")[2])
    assert len(rows) == member_import.MAX_LINES and rows[-1].number == member_import.MAX_LINES + 1
    with pytest.raises(MoothallError):
        member_import.read("login\n" + "x\n" * (member_import.MAX_LINES + 1))


@given(text=st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_whatever_is_pasted_is_read_or_refused(text):
    try:
        rows = member_import.read(text)
    except MoothallError:
        return
    assert rows


@given(cells=st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_no_cell_of_a_report_is_a_formula(cells):
    text = member_import.as_csv(["Line"], [cells]).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("day", ["2026-12-31", "31.12.2026", "31/12/2026"])
def test_a_list_is_read_by_the_separator_of_its_first_line(separator, day):
    text = separator.join(["Name of the person", "E-Mail", "Rollen", "Bis"]) + "\n"
    text += separator.join(['"Anna; of, Lodz"', "Anna Nowak <anna@example.org>", "Autor", day]) + "\n"
    (row,) = member_import.read(text)
    assert (row.who, row.roles) == ("anna@example.org", "Autor")
    assert member_import._until_of(row.until, UTC).date().isoformat() == "2026-12-31"
