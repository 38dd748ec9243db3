"""Times and dates as text, in the languages that Babel supports and in the time zone of a person.

One `Clock` serves one request and knows its time, and the language and the time zone of the person.  Texts formatted
by Babel are cached for the whole process, since pages repeat the same few dates and ages.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from html import escape

from babel import Locale
from babel.dates import format_time, format_timedelta, match_skeleton, parse_pattern
from babel.numbers import format_decimal

from moothall.core.base.dates import StartOfDay
from moothall.core.base.i18n import _
from moothall.core.base.zones import local, name_of, text_of_offset

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


def start_text(language: str, start: StartOfDay, zone: tzinfo) -> str:
    """Return the start of a day elsewhere: its date if it is midnight in ``zone`` too, else the time in ``zone``."""
    here = local(start.at, zone)
    return date_text(language, here) if here.time() == time() else time_text(language, here, name_of(zone))


def with_element(language: str, said: str, at: datetime, zone: tzinfo, form: str) -> "TextWithTimes":
    """Return a time as text that scripts show in the zone of the browser."""
    return _time_for_scripts(language, local(at, UTC), zone, said, form, ())


def time_text(language: str, at: datetime, zone_name: str) -> str:
    """Return a date and a time with its offset and the name of its time zone."""
    return _time_text(language, at.toordinal(), at.hour, at.minute, zone_name, at.utcoffset() or timedelta())


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
def _time_text(language, ordinal, hour, minute, zone_name, offset):
    zone = text_of_offset(offset)
    return _date_and_time_pattern(language) % {
        "date": _date(language, ordinal, True),
        "time": _time(language, hour, minute),
        "zone": zone if zone_name == "UTC" else f"{zone} ({zone_name})",
    }


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


def time_element(at: datetime, exact: str, said: str, attributes: str = "") -> str:
    """Return the element of a time, which is said in the form of ``data-form``."""
    iso = local(at, UTC).isoformat(timespec="seconds")
    return f'<time datetime="{iso}" title="{escape(exact)}"{attributes}>{escape(said)}</time>'


class TextWithTimes(str):
    """A text with times in it, for people whose time zone is not known yet.

    On a page, each time is an element, so that ``assets/js/times.js`` shows it in the zone of the browser.
    Everywhere else it is the text, in the zone of the site.
    """

    __slots__ = ("html",)

    html: str

    @classmethod
    def of(cls, text: str, html: str) -> "TextWithTimes":
        found = cls(text)
        found.html = html
        return found

    def __html__(self) -> str:
        return self.html


@lru_cache(_KEPT)
def _time_for_scripts(language, at, zone, said, form, words):
    """Return a time as said in a sentence; ``words`` are the forms among which scripts choose.

    ``at`` is in UTC, since the two times of an hour that occurs twice are equal in their zone.
    """
    data = f' data-words="{escape(json.dumps(words, ensure_ascii=False))}"' if words else ""
    exact = time_text(language, local(at, zone), name_of(zone))
    return TextWithTimes.of(said, time_element(at, exact, said, f' data-form="{form}"{data}'))


def concatenate(texts: Iterable[str], separator: str = "") -> str:
    """Return the texts after each other, with the times in them."""
    texts = list(texts)
    joined = separator.join(texts)
    if not any(isinstance(text, TextWithTimes) for text in texts):
        return joined
    return TextWithTimes.of(joined, escape(separator).join(map(html_of, texts)))


def html_of(text: str) -> str:
    """Return a text as HTML."""
    return text.html if isinstance(text, TextWithTimes) else escape(text)


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
        self._knows_zone: bool = getattr(localizer, "knows_zone", True)
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
        translate = self._localizer.translate
        # The pattern keeps its placeholder, so that the translator caches it.
        since_date = translate(SINCE_DATE)
        if days >= WEEK:
            day = self.day(at)
            return _since(since_date, day, html_of(day))
        said = translate(SINCE_TODAY if days <= 0 else SINCE_YESTERDAY if days == 1 else SINCE_WEEKDAYS[at.weekday()])
        if self._knows_zone:
            return said
        words = [since_date, *map(translate, (SINCE_TODAY, SINCE_YESTERDAY, *SINCE_WEEKDAYS))]
        return self._for_scripts(said, at, "since", words)

    def day(self, on: date) -> str:
        """Return a date, or that of a time where the person is, with its year only if it is not the current one."""
        if isinstance(on, datetime):
            on = local(on, self.zone)
        said = _date(self._language, on.toordinal(), on.year != self._local_now.year)
        return self._for_scripts(said, on, "day") if isinstance(on, datetime) and not self._knows_zone else said

    def _for_scripts(self, said, at, form, words=()):
        return _time_for_scripts(self._language, local(at, UTC), self.zone, said, form, tuple(words))

    def end(self, until: datetime) -> str:
        """Return the last day of access that ends at a time, which is the same for everyone."""
        return self.day(self.end_date(until))

    def end_date(self, until: datetime) -> date:
        """Return the date of an end in the time zone of the site (see :mod:`moothall.core.base.dates`)."""
        return local(until, self.site_zone).date()

    def exact(self, at: datetime) -> str:
        """Return a date and a time with its offset and the name of the time zone."""
        at = local(at, self.zone)
        return self._exact(at) if self._knows_zone else self._for_scripts(self._exact(at), at, "exact")

    def _exact(self, at):
        return time_text(self._language, at, self._zone_name)


@lru_cache(_KEPT)
def _since(pattern, day, html):
    """Return the pattern with a date, whose ``html`` is part of the key since it differs for the same text."""
    before, _date, after = pattern.partition("${date}")
    said = f"{before}{day}{after}"
    return TextWithTimes.of(said, f"{escape(before)}{html}{escape(after)}") if isinstance(day, TextWithTimes) else said


def _rounded(number):
    """Round half up, as scripts do, to at least one."""
    return max(1, int(number + 0.5))
