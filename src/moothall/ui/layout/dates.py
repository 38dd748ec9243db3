"""Times and dates as text, in the languages that Babel supports and in the time zone of a person.

One `Clock` serves one request and knows its time, and the language and the time zone of the person.  Texts formatted
by Babel are cached for the whole process, since pages repeat the same few dates and ages.
"""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from html import escape

from babel import Locale
from babel.dates import format_time, format_timedelta, match_skeleton, parse_pattern
from babel.numbers import format_decimal

from moothall.core.base.i18n import _
from moothall.core.base.zones import local, name_of, offset_text

MINUTE, HOUR, DAY = 60, 3600, 86400
#: Days after which a date is shown instead of an age or a weekday.
WEEK = 7

_UNITS = {MINUTE: "minute", HOUR: "hour", DAY: "day"}
#: Maximum number of cached dates, and of cached ages; each takes about a hundred bytes.
_KEPT = 10_000
#: The first day of a month by language, if it is not the plain number; CLDR lacks this.
_FIRST_DAY = {"fr": "1er"}

# Babel lacks these texts; a weekday or date after "since" has its own grammatical case in many languages.
SINCE_WEEKDAYS = (
    _("since Monday"), _("since Tuesday"), _("since Wednesday"), _("since Thursday"),
    _("since Friday"), _("since Saturday"), _("since Sunday"),
)  # fmt: skip
SINCE_DATE = _("since_date_pattern", default="since ${date}")
SINCE_TODAY = _("since today")
SINCE_YESTERDAY = _("since yesterday")
JUST_NOW = _("just now")
YESTERDAY = _("yesterday")


@cache
def locale_of(language: str) -> Locale:
    """Return Babel's locale of a language; English is European, with the day before the month."""
    return Locale.parse("en_GB" if language == "en" else language)


def date_text(language: str, on: date) -> str:
    """Return a date with its year, such as "12 March 2026"."""
    return _date(language, on.toordinal(), True)


def decimal_text(language: str, number: float) -> str:
    """Return a number with one digit after the decimal mark of the language."""
    return format_decimal(number, "#,##0.0", locale=locale_of(language))


@cache
def _date_pattern(language, with_year):
    locale = locale_of(language)
    if with_year:
        return locale.date_formats["long"].pattern
    return locale.datetime_skeletons[match_skeleton("MMMMd", locale.datetime_skeletons)].pattern


@lru_cache(_KEPT)
def _date(language, ordinal, with_year):
    on, pattern = date.fromordinal(ordinal), _date_pattern(language, with_year)
    if on.day == 1 and language in _FIRST_DAY:
        pattern = pattern.replace("d", f"'{_FIRST_DAY[language]}'")
    return parse_pattern(pattern).apply(on, locale_of(language))


@lru_cache(_KEPT)
def _time(language, hour, minute):
    return format_time(time(hour, minute), "short", locale=locale_of(language))


@cache
def _date_and_time_pattern(language):
    pattern = locale_of(language).datetime_formats["long"].replace("'", "")
    return pattern.replace("{1}", "%(date)s").replace("{0}", "%(time)s %(zone)s")


@lru_cache(_KEPT)
def _zone(name, offset):
    return offset if name == "UTC" else f"{offset} ({name})"


@lru_cache(_KEPT)
def _count(language, unit, n, ago):
    """Return "3 hours", or "3 hours ago"."""
    delta = timedelta(seconds=-n * unit if ago else n * unit)
    # The threshold is never reached, so that nine days are not rounded to a week.
    return format_timedelta(
        delta, granularity=_UNITS[unit], threshold=math.inf, add_direction=ago, locale=locale_of(language)
    )


@dataclass(slots=True)
class Moment:
    """A time in three forms: for machines, exact, and relative.

    It renders its own element with ``${post.time}``, since a discussion of fifty posts shows many times.
    """

    iso: str
    exact: str
    said: str

    def __html__(self) -> str:
        return f'<time datetime="{self.iso}" title="{escape(self.exact)}">{escape(self.said)}</time>'


class Clock:
    """Format times relative to `now` in the language and the time zone of `localizer`.

    Recent times use the same thresholds as ``assets/js/times.js``, which updates them on an open page.
    """

    def __init__(self, now: datetime, localizer):
        self.now = now
        #: The time zone of the person, and that of the site, in which end dates are days.
        self.zone: tzinfo = getattr(localizer, "zone", UTC)
        self.site_zone: tzinfo = getattr(localizer, "site_zone", UTC)
        self._zone_name = name_of(self.zone)
        self._local_now = local(now, self.zone)
        self._today = self._local_now.toordinal()
        self._localizer = localizer
        self._language = localizer.locale_name

    @property
    def today(self) -> date:
        """Return the date of today where the person is."""
        return self._local_now.date()

    def moment(self, at: datetime) -> Moment:
        """Return a past time: "3 hours ago", "yesterday", "12 March"."""
        here = local(at, self.zone)
        return Moment(local(at, UTC).isoformat(timespec="seconds"), self._exact(here), self._ago(here))

    def ago(self, at: datetime) -> str:
        return self._ago(local(at, self.zone))

    def _ago(self, at):
        days = self._today - at.toordinal()
        if days >= WEEK:
            return self.day(at)
        seconds = (self.now - at).total_seconds()
        if seconds < 45:
            return self._localizer.translate(JUST_NOW) if seconds > -45 else self.day(at)
        if seconds < 45 * MINUTE:
            return _count(self._language, MINUTE, _rounded(seconds / MINUTE), True)
        if seconds < 22 * HOUR:
            return _count(self._language, HOUR, _rounded(seconds / HOUR), True)
        return self._localizer.translate(YESTERDAY) if days <= 1 else _count(self._language, DAY, days, True)

    def age(self, at: datetime) -> str:
        """Return an age: "9 days"."""
        seconds = max(MINUTE, (self.now - at).total_seconds())
        unit = DAY if seconds >= DAY else HOUR if seconds >= HOUR else MINUTE
        return _count(self._language, unit, int(seconds // unit), False)

    def days(self, n: int) -> str:
        """Return a number of days with its noun: "9 days"."""
        return _count(self._language, DAY, n, False)

    def since(self, at: datetime) -> str:
        """Return the beginning of a period: "since Tuesday", for use inside a sentence."""
        at = local(at, self.zone)
        days = self._today - at.toordinal()
        if days <= 0:
            return self._localizer.translate(SINCE_TODAY)
        if days == 1:
            return self._localizer.translate(SINCE_YESTERDAY)
        if days < WEEK:
            return self._localizer.translate(SINCE_WEEKDAYS[at.weekday()])
        # The pattern keeps its placeholder, so that the translator caches it.
        return self._localizer.translate(SINCE_DATE).replace("${date}", self.day(at))

    def day(self, on: date) -> str:
        """Return a date, or that of a time where the person is, with its year only if it is not the current one."""
        if isinstance(on, datetime):
            on = local(on, self.zone)
        return _date(self._language, on.toordinal(), on.year != self._local_now.year)

    def end(self, until: datetime) -> str:
        """Return the last day of access that ends at a time, which is the same for everyone."""
        return self.day(self.end_date(until))

    def end_date(self, until: datetime) -> date:
        """Return the date of an end in the time zone of the site (see :mod:`moothall.core.base.dates`)."""
        return local(until, self.site_zone).date()

    def exact(self, at: datetime) -> str:
        """Return a date and a time with its offset and the name of the time zone."""
        return self._exact(local(at, self.zone))

    def _exact(self, at):
        return _date_and_time_pattern(self._language) % {
            "date": _date(self._language, at.toordinal(), True),
            "time": _time(self._language, at.hour, at.minute),
            "zone": _zone(self._zone_name, offset_text(at)),
        }


def _rounded(number):
    """Round half up, as scripts do, to at least one."""
    return max(1, int(number + 0.5))
