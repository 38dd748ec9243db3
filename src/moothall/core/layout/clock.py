"""Times as people say them.

One `Clock` serves one request: it knows the moment of the request and the language of the
person, and remembers what it has said, since a thread says "3 hours ago" many times.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape

from moothall.core.i18n import _, plural

MINUTE, HOUR, DAY = 60, 3600, 86400
#: Days that are told by their number.
WEEK = 7

MONTHS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"),
    _("August"), _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip
SINCE_WEEKDAYS = (
    _("since Monday"), _("since Tuesday"), _("since Wednesday"), _("since Thursday"),
    _("since Friday"), _("since Saturday"), _("since Sunday"),
)  # fmt: skip
DATE = _("date_pattern", default="${day} ${month} ${year}")
DAY_AND_MONTH = _("day_pattern", default="${day} ${month}")
DATE_AND_TIME = _("time_pattern", default="${date}, ${time} UTC")
# French counts the first day of a month and not the others.
FIRST_DAY = _("first_of_month", default="1")
SINCE_DATE = _("since_date_pattern", default="since ${date}")
SINCE_TODAY = _("since today")
SINCE_YESTERDAY = _("since yesterday")
JUST_NOW = _("just now")
YESTERDAY = _("yesterday")
# Translators hand these to the plural rules of their language.
AGO = {
    MINUTE: plural("${n} minute ago", "${n} minutes ago"),
    HOUR: plural("${n} hour ago", "${n} hours ago"),
    DAY: plural("${n} day ago", "${n} days ago"),
}
FOR = {
    MINUTE: plural("${n} minute", "${n} minutes"),
    HOUR: plural("${n} hour", "${n} hours"),
    DAY: plural("${n} day", "${n} days"),
}


def day_in_words(translate, on: date, pattern=DATE) -> str:
    """A date as it is said in the language of ``translate``."""
    said = translate(pattern).replace("${date}", translate(DATE))
    day = translate(FIRST_DAY) if on.day == 1 else str(on.day)
    month = translate(MONTHS[on.month - 1])
    return said.replace("${day}", day).replace("${month}", month).replace("${year}", str(on.year))


@dataclass(slots=True)
class Moment:
    """A time in its three forms: for machines, exactly, and as people say it.

    It writes its own element, as a thread of fifty posts says many of them: ``${post.time}``.
    """

    iso: str
    exact: str
    said: str

    def __html__(self) -> str:
        return f'<time datetime="{self.iso}" title="{escape(self.exact)}">{escape(self.said)}</time>'


class Clock:
    """Says times relative to `now` in the language of `localizer`."""

    def __init__(self, now: datetime, localizer):
        self.now = now
        self._today = now.toordinal()
        self._localizer = localizer
        self._known: dict = {}

    def moment(self, at: datetime) -> Moment:
        """When something happened: "3 hours ago", "yesterday", "12 March"."""
        at = at.astimezone(UTC)
        return Moment(at.isoformat(timespec="seconds"), self.exact(at), self.ago(at))

    def ago(self, at: datetime) -> str:
        days = self._today - at.toordinal()
        if days >= WEEK:
            return self.day(at)
        seconds = (self.now - at).total_seconds()
        if seconds < 45:
            return self._say(JUST_NOW) if seconds > -45 else self.day(at)
        if seconds < 45 * MINUTE:
            return self._count(AGO, MINUTE, max(1, round(seconds / MINUTE)))
        if seconds < 22 * HOUR:
            return self._count(AGO, HOUR, max(1, round(seconds / HOUR)))
        return self._say(YESTERDAY) if days <= 1 else self._count(AGO, DAY, days)

    def age(self, at: datetime) -> str:
        """How long something has been waiting: "9 days"."""
        seconds = max(MINUTE, (self.now - at).total_seconds())
        unit = DAY if seconds >= DAY else HOUR if seconds >= HOUR else MINUTE
        return self._count(FOR, unit, int(seconds // unit))

    def since(self, at: datetime) -> str:
        """Since when something has been so: "since Tuesday", to stand inside a sentence."""
        days = self._today - at.toordinal()
        if days <= 0:
            return self._say(SINCE_TODAY)
        if days == 1:
            return self._say(SINCE_YESTERDAY)
        if days < WEEK:
            return self._say(SINCE_WEEKDAYS[at.weekday()])
        return self._say(SINCE_DATE).replace("${date}", self.day(at))

    def day(self, on: date) -> str:
        """A date, with its year only where the year is another one."""
        return self._filled(DAY_AND_MONTH if on.year == self.now.year else DATE, on)

    def exact(self, at: datetime) -> str:
        at = at.astimezone(UTC)
        return self._filled(DATE_AND_TIME, at).replace("${time}", f"{at.hour:02}:{at.minute:02}")

    def _filled(self, pattern, on: date) -> str:
        """A pattern with the date in its place; remembered, since a page says the same few dates again and again."""
        key = pattern, on.toordinal()
        said = self._known.get(key)
        if said is None:
            said = self._known[key] = day_in_words(self._say, on, pattern)
        return said

    def _say(self, words) -> str:
        said = self._known.get(words)
        if said is None:
            # Patterns keep their placeholders: the translation string carries no mapping yet.
            said = self._known[words] = self._localizer.translate(words)
        return said

    def _count(self, phrases: dict, unit: int, n: int) -> str:
        key = (phrases is AGO, unit, n)
        said = self._known.get(key)
        if said is None:
            singular, plural = phrases[unit]
            said = self._localizer.pluralize(singular, plural, n, domain="moothall", mapping={"n": n})
            self._known[key] = said
        return said
