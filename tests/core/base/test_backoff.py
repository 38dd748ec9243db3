"""Pauses after failures grow, end somewhere, and are not the same for everybody."""

from hypothesis import given
from hypothesis import strategies as st

from moothall.core.base.backoff import pause_after


@given(st.integers(1, 10_000))
def test_a_pause_is_between_half_of_its_limit_and_its_limit(failures):
    limit = min(2.0 * 2 ** min(failures - 1, 20), 60.0)
    assert limit / 2 <= pause_after(failures, 2.0, 60.0) <= limit


def test_processes_that_failed_together_do_not_try_again_together():
    assert len({pause_after(3, 2.0, 60.0) for _ in range(20)}) > 10
