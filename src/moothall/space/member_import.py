"""Import members from a table: preview of each line, then all of them in one transaction.

A line has a username or an email address, roles and an end date.  People with a username become
members immediately; other addresses are invited.
"""

import csv
import io
import re
from datetime import timedelta
from typing import NamedTuple

from BTrees.OOBTree import OOBTree

from moothall.core.access import roles as R
from moothall.core.base.dates import end_of_day, typed_date
from moothall.core.base.errors import BadInput, MoothallError
from moothall.core.base.i18n import _
from moothall.space import invitations, members

#: Maximum number of lines, and of bytes, of a list.
MAX_LINES = 5000
MAX_BYTES = 1_000_000
DATA_KEY = "lists of members"
#: Time for which the report is kept for the person who sent the list.
KEPT = timedelta(days=30)

ADDED, CHANGED, SAME, INVITED, REFUSED = "added", "changed", "unchanged", "invited", "refused"

#: Accepted column titles, in the languages in which these tables are often written.
COLUMNS = {
    "who": {
        "login",
        "log-in",
        "log in",
        "user",
        "username",
        "person",
        "email",
        "e-mail",
        "mail",
        "mail address",
        "login or e-mail",
        "username or email",
        "anmeldename",
        "benutzername",
        "e-mail-adresse",
        "mailadresse",
        "login oder e-mail",
        "anmeldename oder e-mail",
        "identifiant",
        "courriel",
        "adresse",
        "identifiant ou e-mail",
    },
    "roles": {"role", "roles", "rolle", "rollen", "rôle", "rôles"},
    "until": {"until", "end", "end date", "bis", "ende", "jusqu’au", "jusqu'au", "fin"},
}
_BETWEEN_ROLES = re.compile(r"[,;|/+\s]+")
#: An email address as email programs copy it, after a name.
_WITH_NAME = re.compile(r"<([^<>\s]+@[^<>\s]+)>\s*\Z")
#: A date with the day before the month.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ImportRow(NamedTuple):
    """One line of the table as it was sent, with its number."""

    number: int
    who: str
    roles: str
    until: str


class ImportLine(NamedTuple):
    """The effect of a row: its outcome, and the error if it is rejected."""

    row: ImportRow
    outcome: str
    roles: tuple = ()
    until: object = None
    why: object = ""


# -- reading


def decoded(data):
    """Return the text of a file, in any of the usual encodings of spreadsheets."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(text):
    """Return the rows of a table; raise :class:`BadInput` if it is empty, too long or not a table.

    The first line may name the columns; without it they are person, roles, end.
    """
    if len(text) > MAX_BYTES:
        raise BadInput(_("The list is too long. Send up to ${n} lines at a time.", mapping={"n": MAX_LINES}))
    if "\0" in text:
        raise BadInput(_("We cannot read this as a list. Save the spreadsheet as CSV and upload that."))
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_separator(text))
    try:
        cells = [(lines.line_num, [cell.strip() for cell in line]) for line in lines]
    except csv.Error:
        raise BadInput(_("We cannot read this as a list. Save the spreadsheet as CSV and upload that.")) from None
    cells = [(number, line) for number, line in cells if any(line)]
    order = _order(cells[0][1]) if cells else None
    if order is not None:
        cells = cells[1:]
    if not cells:
        raise BadInput(_("The list is empty. Enter one person per line."))
    if len(cells) > MAX_LINES:
        raise BadInput(_("The list is too long. Send up to ${n} lines at a time.", mapping={"n": MAX_LINES}))
    return [_row(number, line, order or {"who": [0], "roles": [1], "until": [2]}) for number, line in cells]


def _separator(text):
    """Return the separator with which the first line names the most columns.

    Without such a line, it is the one that the first lines have; names of roles contain commas too.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()][:50]
    named = {one: len(_order(next(csv.reader(lines[:1], delimiter=one), [])) or ()) for one in (";", "\t", ",")}
    best = max(named, key=named.get)
    if named[best]:
        return best
    return next((one for one in (";", "\t") if any(one in line for line in lines)), ",")


def _order(line):
    """Return column → its positions, or ``None`` if the line names no columns."""
    order = {}
    for place, cell in enumerate(line):
        word = " ".join(cell.lower().split())
        for column, words in COLUMNS.items():
            if word in words:
                order.setdefault(column, []).append(place)
    return order if "who" in order else None


def _row(number, line, order):
    def cell(column):
        found = (line[place] for place in order.get(column, ()) if place < len(line))
        # An apostrophe marks a cell as text for a spreadsheet; it is not part of the value.
        return next((text[1:] if text[:1] == "'" and text[1:2] in _FORMULA else text for text in found if text), "")

    named = _WITH_NAME.search(cell("who"))
    return ImportRow(number, named[1] if named else cell("who"), cell("roles"), cell("until"))


# -- planning


def plan(viewer, space, people, rows, words, zone):
    """Return the effect of each row; change nothing.  ``words`` maps labels of roles to the roles.

    Ends are days in ``zone``, that of the site.
    """
    lines, seen = [], set()
    for row in rows:
        key = row.who.casefold()
        if key in seen:
            lines.append(ImportLine(row, REFUSED, why=_("This person is already in the list.")))
            continue
        seen.add(key)
        lines.append(_planned(viewer, space, people, row, words, zone))
    return lines


def _planned(viewer, space, people, row, words, zone):
    try:
        roles, until = _roles_of(row.roles, words), _until_of(row.until, zone)
        if "@" in row.who:
            invitations.check_may_invite(viewer, space, roles, until)
            invitations.checked_address(row.who)
            return ImportLine(row, INVITED, roles, until)
        account = people.by_login(row.who)
        if account is None:
            raise BadInput(_("There is no username “${login}”.", mapping={"login": row.who}))
        members.check_may_change(viewer, space, account.id, roles, until)
        members.check_membership(space, account.id, roles, until, viewer.now)
    except MoothallError as error:
        return ImportLine(row, REFUSED, why=error.message)
    known = members.member_of(space, account.id, viewer.now)
    if known is None:
        return ImportLine(row, ADDED, roles, until)
    same = set(known.roles) == set(roles) and known.until == until
    return ImportLine(row, SAME if same else CHANGED, roles, until)


def _roles_of(text, words):
    """Return the roles in a cell: by ID or label; an empty one means member."""
    whole = words.get(text.casefold())
    if whole is not None:
        return (whole,)
    found = []
    for word in filter(None, _BETWEEN_ROLES.split(text)):
        role = words.get(word.casefold())
        if role is None:
            raise BadInput(_("There is no role “${role}”.", mapping={"role": word}))
        found.append(role)
    return tuple(dict.fromkeys(found)) or (R.MEMBER,)


def _until_of(text, zone):
    """Return the end of the day in a cell."""
    return end_of_day(typed_date(text), zone) if text else None


# -- applying


def apply_lines(act, viewer, space, people, lines):
    """Apply the lines; return (the lines with their outcomes, the events to announce).

    A line that has become impossible after those before it is rejected, and the others are applied.
    """
    done, events = [], []
    for line in lines:
        if line.outcome in (ADDED, CHANGED, INVITED):
            try:
                events.append(_do(act, viewer, space, people, line))
            except MoothallError as error:
                done.append(line._replace(outcome=REFUSED, why=error.message))
                continue
        done.append(line)
    return done, events


def _do(act, viewer, space, people, line):
    if line.outcome == INVITED:
        return invitations.invite(act, viewer, space, people, line.row.who, line.roles, line.until)
    account = people.by_login(line.row.who)
    members.check_may_change(viewer, space, account.id, line.roles, line.until)
    return members.set_member(act, space, account.id, line.roles, line.until)


# -- the report


def keep_report(people, space, person, at, lines, translate):
    """Store the report with the person who sent the list, since it names people as they wrote them."""
    plain = tuple((*line.row, line.outcome, translate(line.why)) for line in lines)
    people.feature_data(DATA_KEY, OOBTree)[space.uid, person] = (at, plain)


def report_of(people, space, person):
    """Return (moment, lines) of the last list that ``person`` sent to a space, or ``None``."""
    room = people.feature_data(DATA_KEY)
    kept = room.get((space.uid, person)) if room is not None else None
    if kept is None:
        return None
    at, plain = kept
    return at, [ImportLine(ImportRow(*line[:4]), line[4], why=line[5]) for line in plain]


def forget_reports(people, now):
    """Delete old reports; return their number."""
    room = people.feature_data(DATA_KEY)
    old = [key for key, (at, _lines) in room.items() if now >= at + KEPT] if room is not None else ()
    for key in old:
        del room[key]
    return len(old)


def forget_reports_of(people, person):
    """Delete every report of a person."""
    room = people.feature_data(DATA_KEY)
    for key in [key for key in room or () if key[1] == person]:
        del room[key]


def as_csv(heading, rows):
    """Return a table as CSV in which spreadsheets find no formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (heading, *rows):
        writer.writerow([f"'{cell}" if (cell := str(one)).startswith(_FORMULA) else cell for one in row])
    return out.getvalue().encode("utf-8-sig")
