"""End dates of access, in UTC, and datetimes as integers."""

from datetime import UTC, date, datetime, time

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _


def end_of_day(day: date | None, latest: datetime | None = None) -> datetime | None:
    """Return the last second of a date in UTC, limited to ``latest`` if that is on the same day."""
    if day is None:
        return None
    end = datetime.combine(day, time(23, 59, 59), UTC)
    return min(end, latest) if latest is not None and latest.astimezone(UTC).date() == day else end


def until_of(value: str | None, latest: datetime | None = None) -> datetime | None:
    """Parse an end in ISO format as an aware datetime; return None for an empty value.

    A date without a time means :func:`end_of_day`.  Raise BadInput for anything else.
    """
    if value is None or value == "":
        return None
    try:
        if len(value) <= len("2026-12-31"):
            return end_of_day(date.fromisoformat(value), latest)
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
