"""Times are said as people say them."""

from datetime import UTC, datetime, timedelta

import pytest
from pyramid.i18n import make_localizer

from moothall.core.base.languages import OFFICIAL_24
from moothall.core.base.zones import zone_of
from moothall.ui.layout.dates import Clock, decimal_text, with_element

NOW = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)  # a Monday


@pytest.fixture
def clock():
    return Clock(NOW, make_localizer("en", []))


@pytest.mark.parametrize(
    "ago, said",
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(seconds=80), "1 minute ago"),
        (timedelta(seconds=44), "just now"),
        (timedelta(seconds=45), "1 minute ago"),
        (timedelta(seconds=150), "3 minutes ago"),
        (timedelta(minutes=45, seconds=-1), "45 minutes ago"),
        (timedelta(minutes=45), "1 hour ago"),
        (timedelta(minutes=90), "2 hours ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(hours=22, seconds=-1), "22 hours ago"),
        (timedelta(hours=22), "yesterday"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=8), "15 November"),
        (timedelta(days=400), "19 October 2025"),
    ],
)
def test_the_past_is_said_relatively_while_it_is_near(clock, ago, said):
    assert clock.ago(NOW - ago) == said


def test_the_future_is_said_as_a_date(clock):
    assert clock.ago(NOW + timedelta(days=3)) == "26 November"


def test_a_moment_has_its_machine_form_and_the_exact_time_in_utc(clock):
    moment = clock.moment(datetime(2026, 11, 23, 12, 3, tzinfo=UTC))
    assert (moment.iso, moment.exact, moment.said) == (
        "2026-11-23T12:03:00+00:00", "23 November 2026, 12:03 UTC", "2 hours ago")  # fmt: skip


@pytest.mark.parametrize(
    "days, said", [(0, "since today"), (1, "since yesterday"), (6, "since Tuesday"), (10, "since 13 November")]
)
def test_since_when_something_waits_stands_inside_a_sentence(clock, days, said):
    assert clock.since(NOW - timedelta(days=days)) == said


@pytest.mark.parametrize(
    "waited, said", [(timedelta(0), "1 minute"), (timedelta(hours=5), "5 hours"), (timedelta(days=9), "9 days")]
)
def test_an_age_is_a_number_with_its_noun(clock, waited, said):
    assert clock.age(NOW - waited) == said


@pytest.mark.parametrize(
    "language, said",
    [
        ("en", ["3 hours ago", "2 days ago", "13 November", "1 November 2025", "9 days", "1 May 2026, 09:05 UTC"]),
        ("de", ["vor 3 Stunden", "vor 2 Tagen", "13. November", "1. November 2025", "9 Tage",
                "1. Mai 2026, 09:05 UTC"]),
        ("fr", ["il y a 3 heures", "il y a 2 jours", "13 novembre", "1er novembre 2025", "9 jours",
                "1er mai 2026, 09:05 UTC"]),
        ("pl", ["3 godziny temu", "2 dni temu", "13 listopada", "1 listopada 2025", "9 dni", "1 maja 2026 09:05 UTC"]),
    ],
)  # fmt: skip
def test_a_language_says_times_in_its_own_way(language, said):
    clock = Clock(NOW, make_localizer(language, []))
    found = [
        clock.ago(NOW - timedelta(hours=3)),
        clock.ago(NOW - timedelta(days=2)),
        clock.ago(NOW - timedelta(days=10)),
        clock.ago(datetime(2025, 11, 1, tzinfo=UTC)),
        clock.age(NOW - timedelta(days=9)),
        clock.exact(datetime(2026, 5, 1, 9, 5, tzinfo=UTC)),
    ]
    assert [one.replace("\xa0", " ").replace("\u202f", " ") for one in found] == said


@pytest.mark.parametrize("language", OFFICIAL_24)
def test_every_language_of_the_union_has_dates_and_ages(language):
    clock = Clock(NOW, make_localizer(language, []))
    for age in (timedelta(minutes=3), timedelta(hours=3), timedelta(days=3)):
        assert "3" in clock.ago(NOW - age)
        assert "3" in clock.age(NOW - age)
    first = NOW - timedelta(days=22)
    assert "1" in clock.day(first) and "2026" not in clock.day(first)
    assert "2026" in clock.exact(NOW) and clock.exact(NOW).endswith("3 UTC" if language != "el" else "μ.μ. UTC")


def test_a_decimal_has_the_mark_of_its_language():
    assert [decimal_text(language, 1234.56) for language in ("en", "de")] == ["1,234.6", "1.234,6"]


class Localizer:
    """English, for a person in Kolkata on a site in Berlin."""

    locale_name, zone, site_zone = "en", zone_of("Asia/Kolkata"), zone_of("Europe/Berlin")

    def translate(self, text):
        return str(text) if text.default is None else text.default


@pytest.mark.parametrize(
    ("at", "said", "exact"),
    [
        (datetime(2026, 11, 22, 19, tzinfo=UTC), "19 hours ago", "23 November 2026, 00:30 UTC+5:30 (Asia/Kolkata)"),
        # 1:30 on the 22nd, which was yesterday; the same hours ago in UTC were two days.
        (datetime(2026, 11, 21, 20, tzinfo=UTC), "yesterday", "22 November 2026, 01:30 UTC+5:30 (Asia/Kolkata)"),
        (datetime(2025, 12, 31, 20, tzinfo=UTC), "1 January", "1 January 2026, 01:30 UTC+5:30 (Asia/Kolkata)"),
    ],
)
def test_times_are_those_of_the_zone(at, said, exact):
    clock = Clock(NOW, Localizer())
    moment = clock.moment(at)
    assert (moment.said, moment.exact) == (said, exact)
    assert moment.iso == at.isoformat()


def test_the_hours_that_occur_twice_are_told_apart():
    localizer = Localizer()
    localizer.zone = zone_of("Europe/Berlin")
    clock = Clock(NOW, localizer)
    assert clock.exact(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "25 October 2026, 02:30 UTC+2 (Europe/Berlin)"
    assert clock.exact(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "25 October 2026, 02:30 UTC+1 (Europe/Berlin)"


def test_the_hours_that_occur_twice_are_told_apart_where_scripts_show_them():
    zone = zone_of("Europe/Berlin")
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    for at, iso, offset in ((first, "T00:30", "UTC+2"), (second, "T01:30", "UTC+1"), (first, "T00:30", "UTC+2")):
        html = with_element("en", "25 October", at, zone, "date").html
        assert iso in html and offset in html


def test_the_day_of_a_time_is_that_of_the_person_and_an_end_that_of_the_site():
    clock, end = Clock(NOW, Localizer()), datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    assert (clock.day(end), clock.end(end), clock.since(end - timedelta(days=60))) == (
        "1 January 2027",
        "31 December",
        "since 2 November",
    )
