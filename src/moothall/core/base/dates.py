"""Until when something holds, as people say it: a date, which ends with that day, or a moment."""

from datetime import UTC, date, datetime, time

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _


def end_of_day(day, latest=None):
    """The last second of a date in UTC, but not after ``latest`` on that very day; ``None`` for no day."""
    if day is None:
        return None
    end = datetime.combine(day, time(23, 59, 59), UTC)
    return min(end, latest) if latest is not None and latest.astimezone(UTC).date() == day else end


def until_of(value, latest=None):
    """The end in plain data, aware; ``None`` for none.  A date is that :func:`end_of_day`."""
    if value is None or value == "":
        return None
    try:
        if len(value) <= len("2026-12-31"):
            return end_of_day(date.fromisoformat(value), latest)
        until = datetime.fromisoformat(value)
        return until.replace(tzinfo=UTC) if until.tzinfo is None else until.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise BadInput(_("“until” must be a date, or a date and a time, such as 2026-12-31.")) from None


def microseconds(at):
    """An aware datetime as an integer, so that it sorts and packs well."""
    return int(at.timestamp() * 1_000_000)


def datetime_of(microseconds):
    """The aware datetime behind :func:`microseconds`."""
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)
