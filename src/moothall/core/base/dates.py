"""End dates, and datetimes as integers.

A date without a time, such as the end of a membership, is the same date for everyone: it ends with that day in the
time zone of the site, whatever the zone of the person who enters or reads it.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.zones import instant, local

_DAY_FIRST = re.compile(r"(\d{1,2})([./])\s*(\d{1,2})\2\s*(\d{4})\Z", re.ASCII)


class StartOfDay(NamedTuple):
    """The moment at which a date begins where it was entered.

    In a translated text it is a date for people where it is midnight too, and has its time for all others.
    """

    at: datetime


def end_of_day(day: date | None, zone: tzinfo, latest: datetime | None = None) -> datetime | None:
    """Return the last second of a date in ``zone``, in UTC, limited to ``latest`` if that is on the same day."""
    if day is None:
        return None
    if day == date.max:
        # It has no next day.
        end = datetime.combine(day, time(23, 59, 59), UTC)
    else:
        end = start_of_day(day + timedelta(days=1), zone) - timedelta(seconds=1)
    return min(end, latest) if latest is not None and local(latest, zone).date() == day else end


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the first second of a date in ``zone``, in UTC."""
    return instant(datetime.combine(day, time()), zone)


def months_later(at: datetime, months: int) -> datetime:
    """Return the same day and time so many months later, or the last day of that month if it is shorter."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def typed_date(text: str) -> date:
    """Return the date that a person typed: 2026-12-31, 31.12.2026 or 31/12/2026; raise BadInput for anything else.

    Browsers that have no date picker send what was typed, and so do programs that read tables.
    """
    parts = _DAY_FIRST.match(text.strip())
    try:
        return date(int(parts[4]), int(parts[3]), int(parts[1])) if parts else date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(_("“${date}” is not a date. Enter it like 2026-12-31.", mapping={"date": text[:100]})) from None


def until_of(value: str | None, zone: tzinfo, latest: datetime | None = None) -> datetime | None:
    """Parse an end in ISO format as an aware datetime; return None for an empty value.

    A date without a time means :func:`end_of_day`; a time without an offset is UTC.  Raise BadInput for anything else.
    """
    if value is None or value == "":
        return None
    try:
        if len(value) <= len("2026-12-31"):
            return end_of_day(date.fromisoformat(value), zone, latest)
        until = datetime.fromisoformat(value)
        return until.replace(tzinfo=UTC) if until.tzinfo is None else until.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise BadInput(_("“until” must be a date, or a date and a time, such as 2026-12-31.")) from None


def microseconds(at: datetime) -> int:
    """Return an aware datetime as microseconds since 1970, which sort and pack well."""
    return int(at.timestamp() * 1_000_000)


def datetime_of(microseconds: int) -> datetime:
    """Return the aware datetime of :func:`microseconds`."""
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)
