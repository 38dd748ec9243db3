"""Time zones: names, local times and end dates."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyramid.exceptions import ConfigurationError

from moothall.core.base import zones
from moothall.core.base.dates import end_of_day, start_of_day, until_of
from moothall.core.base.settings import Settings

BERLIN = zones.zone_of("Europe/Berlin")
LORD_HOWE = zones.zone_of("Australia/Lord_Howe")


@pytest.mark.parametrize(
    ("zone", "typed", "utc"),
    [
        # Twice on this day: the first one.
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30"),
        # Not on this day: read with the offset before the change, which is 3:30.
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30"),
        ("Europe/Berlin", "2026-07-01T12:00", "2026-07-01T10:00"),
        # Half an hour of daylight saving: 1:30 to 2:00 is there twice, and 2:00 to 2:30 is not.
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45"),
        ("Asia/Kolkata", "2026-01-01T00:15", "2025-12-31T18:45"),
        ("UTC", "2026-01-01T00:15", "2026-01-01T00:15"),
    ],
)
def test_local_times_are_read_by_the_rules_of_calendars(zone, typed, utc):
    at = zones.instant(datetime.fromisoformat(typed), zones.zone_of(zone))
    assert at == datetime.fromisoformat(utc).replace(tzinfo=UTC) and at.tzinfo is UTC


@settings(deadline=None)
@given(
    at=st.integers(631_152_000, 2_840_140_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    name=st.sampled_from(zones.zone_names()),
)
def test_a_time_that_was_shown_is_read_as_the_same_hour(at, name):
    zone = zones.zone_of(name)
    here = zones.local(at, zone)
    again = zones.instant(here.replace(tzinfo=None), zone)
    assert again == at or (here.fold and at - again <= timedelta(hours=2))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" New York ", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("utc", "UTC"),
        ("", ""),
        ("Mars/Olympus", ""),
        ("../../etc/passwd", ""),
        ("x" * 10_000, ""),
    ],
)
def test_zones_are_known_by_their_names(typed, name):
    assert zones.zone_name(typed) == name


def test_the_list_of_zones_has_no_zone_twice():
    names = zones.zone_names()
    assert len(names) == len(set(names)) > 400 and "UTC" in names and "US/Eastern" not in names
    assert all(zones.zone_name(name) == name for name in names)


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        ("UTC", "2026-12-31", "2026-12-31T23:59:59"),
        ("Europe/Berlin", "2026-12-31", "2026-12-31T22:59:59"),
        # Days of 25 and 23 hours end at their end.
        ("Europe/Berlin", "2026-10-25", "2026-10-25T22:59:59"),
        ("Europe/Berlin", "2026-03-29", "2026-03-29T21:59:59"),
        ("Asia/Kolkata", "2026-12-31", "2026-12-31T18:29:59"),
        # Midnight was skipped here, and the day ended all the same.
        ("America/Sao_Paulo", "2018-11-03", "2018-11-04T02:59:59"),
        ("America/Los_Angeles", "9999-12-31", "9999-12-31T23:59:59"),
    ],
)
def test_a_date_ends_with_the_day_of_the_zone(zone, day, end):
    zone = zones.zone_of(zone)
    assert end_of_day(date.fromisoformat(day), zone) == until_of(day, zone) == datetime.fromisoformat(f"{end}+00:00")


def test_a_time_in_an_end_is_utc_wherever_the_site_is():
    assert until_of("2026-12-31T10:00:00", BERLIN) == datetime(2026, 12, 31, 10, tzinfo=UTC)
    assert until_of("2026-12-31T10:00:00+02:00", BERLIN) == datetime(2026, 12, 31, 8, tzinfo=UTC)


def test_an_end_is_limited_to_the_latest_one_of_its_day():
    latest = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    # In Berlin that is already the next day.
    assert end_of_day(date(2026, 12, 31), BERLIN, latest) == datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    assert end_of_day(date(2027, 1, 1), BERLIN, latest) == latest


def test_a_day_begins_at_midnight_of_the_zone():
    assert start_of_day(date(2026, 7, 1), BERLIN) == datetime(2026, 6, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)])
def test_the_first_and_last_times_of_python_can_be_shown(at):
    for name in ("Asia/Kolkata", "America/Los_Angeles", "UTC"):
        zone = zones.zone_of(name)
        assert zones.local(at, zone) and zones.instant(at.replace(tzinfo=None), zone).tzinfo is UTC


def test_offsets_are_named():
    assert zones.offset_text(datetime(2026, 7, 1, tzinfo=BERLIN)) == "UTC+2"
    assert zones.offset_text(datetime(2026, 7, 1, tzinfo=LORD_HOWE)) == "UTC+10:30"
    assert zones.offset_text(datetime(2026, 7, 1, tzinfo=zones.zone_of("America/St_Johns"))) == "UTC−2:30"
    assert zones.offset_text(datetime(2026, 7, 1, tzinfo=UTC)) == "UTC"


def test_an_unknown_zone_of_the_site_is_refused():
    assert Settings(time_zone="Europe/Brussels").zone.key == "Europe/Brussels"
    with pytest.raises(ConfigurationError, match="time_zone"):
        Settings(time_zone="Europe/Atlantis")
