"""A clock that jumps forward deletes nothing that can be restored, and people are told."""

from datetime import timedelta

import pytest

from moothall.core.storage.clock_watch import ClockWatch
from moothall.core.work.workers import run_hourly_tasks
from tests.factories import CURATED
from tests.whole_site import BEGINNING


@pytest.fixture
def deleted(make):
    return make.document(CURATED + "/documents", "A plan", state="deleted", by="member")


def there(site, item):
    return site.read(lambda tree: tree.uids.get(item.uid)) is not None


def hours(site, clock, number, step=1):
    """Let time go on, with the hourly tasks as a worker runs them."""
    for _hour in range(0, number, step):
        clock.advance(hours=step)
        run_hourly_tasks(site.registry)


def test_what_was_deleted_stays_when_the_clock_jumps_and_is_set_right(site, make, clock, deleted):
    hours(site, clock, 3)
    right = clock.now
    clock.advance(days=400)
    run_hourly_tasks(site.registry)
    hours(site, clock, 6)
    assert there(site, deleted)
    clock.now = right
    hours(site, clock, 2)
    make.step(deleted, "restore", by="facilitator")
    assert there(site, deleted)


def test_administrators_are_told(site, clock, as_admin):
    hours(site, clock, 2)
    clock.advance(days=2)
    run_hourly_tasks(site.registry)
    assert "jumped forward by more than a day" in as_admin.get("/admin").text
    clock.advance(days=-2)
    run_hourly_tasks(site.registry)
    assert "jumped forward" not in as_admin.get("/admin").text


def test_after_a_long_stop_it_goes_a_week_later(site, clock, deleted):
    run_hourly_tasks(site.registry)
    clock.advance(days=45)
    hours(site, clock, 6 * 24, step=12)
    assert there(site, deleted)
    hours(site, clock, 2 * 24, step=12)
    assert not there(site, deleted)


def test_time_that_goes_on_as_usual_deletes_as_usual(site, clock, deleted):
    hours(site, clock, 31 * 24, step=20)
    assert not there(site, deleted)


@pytest.mark.parametrize(("hours", "refused"), [
    ((1, 2, 3), False), ((1, 24 * 40), True), ((1, 24 * 40, 24 * 40 + 24 * 8 - 1), True),
    ((1, 24 * 40, 24 * 80), True), ((1, 24 * 40, 2), False), ((1, 23, 45), False),
    ((1, 24 * 40, 24 * 41, 24 * 42, 24 * 43, 24 * 44, 24 * 45, 24 * 46, 24 * 47), False),
])  # fmt: skip
def test_a_jump_is_a_step_of_more_than_a_day_until_a_week_has_gone_by_in_steps(hours, refused):
    watch = ClockWatch()
    found = [watch.look(BEGINNING + timedelta(hours=number)) for number in hours]
    assert (found[-1] is not None) is refused
