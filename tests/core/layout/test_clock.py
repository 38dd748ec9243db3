"""Times are said as people say them."""

from datetime import UTC, datetime, timedelta

import pytest
from pyramid.i18n import make_localizer

from moothall.core.layout.clock import Clock

NOW = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)  # a Monday


@pytest.fixture
def clock():
    return Clock(NOW, make_localizer("en", []))


@pytest.mark.parametrize(
    "ago, said",
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(seconds=80), "1 minute ago"),
        (timedelta(minutes=44), "44 minutes ago"),
        (timedelta(minutes=50), "1 hour ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(hours=23), "yesterday"),
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


def test_the_first_day_of_a_month_is_said_as_the_language_says_it():
    class French:
        def translate(self, words):
            said = {"first_of_month": "1er", "since_date_pattern": "depuis le ${date}"}
            return said.get(words, words.default or words)

    assert Clock(NOW, French()).since(datetime(2026, 11, 1, tzinfo=UTC)) == "depuis le 1er November"
