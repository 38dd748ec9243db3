from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.people.throttle import FAMILIAR, MEMORY, Limits, Throttle, login_attempt, network_of

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SECRET = b"s" * 32
LIMITS = Limits(account_tries=5, network_tries=20, longest_wait=timedelta(seconds=300))


def attempt(login="ann", address="192.0.2.7"):
    return login_attempt(SECRET, login, address)


def exhaust(throttle, attempt, now=NOW):
    """Fail until there is a wait."""
    for _ in range(1000):
        if throttle.take(attempt, now, LIMITS):
            return
    raise AssertionError("never had to wait")


@given(st.lists(st.tuples(
    st.integers(0, 700), st.sampled_from(["ann", "ben", "nobody"]),
    st.sampled_from(["192.0.2.7", "192.0.2.8", "2001:db8::1"]),
    st.booleans(),
), max_size=60))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_nobody_waits_longer_than_the_longest_wait_and_everybody_may_then_try(steps):
    throttle, now = Throttle(), NOW
    for seconds, login, address, right in steps:
        now += timedelta(seconds=seconds)
        tried = attempt(login, address)
        wait = throttle.take(tried, now, LIMITS)
        assert 0 <= wait <= LIMITS.longest_wait.total_seconds()
        if wait:
            assert throttle.wait(tried, now + timedelta(seconds=wait), LIMITS) == 0
        elif right:
            throttle.succeeded(tried, now, LIMITS)
            assert throttle.wait(tried, now + LIMITS.longest_wait, LIMITS) == 0


@given(st.integers(1, 40), st.integers(0, 3600))
@settings(max_examples=15, deadline=None)
def test_whoever_guesses_without_pause_gets_few_tries(networks, seconds):
    """However many networks take part, the tries on one account grow with the logarithm of time, then with time."""
    throttle = Throttle()
    looked_at = 0
    for second in range(seconds):
        tried = attempt("ann", f"198.51.{second % networks}.1")
        looked_at += not throttle.take(tried, NOW + timedelta(seconds=second), LIMITS)
    assert looked_at <= LIMITS.account_tries + 10 + seconds / LIMITS.longest_wait.total_seconds()


def test_the_first_tries_are_free():
    throttle = Throttle()
    assert [throttle.take(attempt(), NOW, LIMITS) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_each_wait_is_twice_as_long_up_to_the_longest():
    throttle, now, waits = Throttle(), NOW, []
    for _ in range(18):
        wait = throttle.wait(attempt(), now, LIMITS)
        waits.append(wait)
        now += timedelta(seconds=wait)
        assert throttle.take(attempt(), now, LIMITS) == 0
    assert waits == [0] * 5 + [1, 2, 4, 8, 16, 32, 64, 128, 256] + [300] * 4


def test_trying_while_one_has_to_wait_does_not_make_it_longer():
    throttle = Throttle()
    exhaust(throttle, attempt())
    assert [throttle.take(attempt(), NOW, LIMITS) for _ in range(100)] == [1] * 100


def test_an_unknown_log_in_is_counted_like_a_known_one():
    throttle = Throttle()
    known = [throttle.take(attempt("ann", "192.0.2.1"), NOW, LIMITS) for _ in range(9)]
    assert known == [throttle.take(attempt("nobody", "198.51.100.1"), NOW, LIMITS) for _ in range(9)]


def test_one_network_trying_many_log_ins_has_to_wait():
    throttle = Throttle()
    waits = [throttle.take(attempt(f"person{number}"), NOW, LIMITS) for number in range(21)]
    assert waits == [0] * 20 + [1]
    assert throttle.take(attempt("somebody-else", "192.0.2.99"), NOW, LIMITS)
    assert not throttle.take(attempt("somebody-else", "198.51.100.1"), NOW, LIMITS)


def test_a_log_in_forgets_the_failures_of_the_account():
    throttle = Throttle()
    for _ in range(5):
        throttle.take(attempt(), NOW, LIMITS)
    throttle.succeeded(attempt(), NOW, LIMITS)
    assert throttle.wait(attempt(), NOW, LIMITS) == 0


def test_logging_in_to_an_own_account_does_not_free_the_network():
    throttle = Throttle()
    for number in range(19):
        throttle.take(attempt(f"person{number}"), NOW, LIMITS)
    throttle.take(attempt("mallory"), NOW, LIMITS)
    throttle.succeeded(attempt("mallory"), NOW, LIMITS)
    assert throttle.take(attempt("person20"), NOW, LIMITS) == 0
    assert throttle.take(attempt("person21"), NOW, LIMITS)


def test_many_good_log_ins_from_one_network_never_wait():
    throttle = Throttle()
    for number in range(100):
        assert throttle.take(attempt(f"person{number}"), NOW, LIMITS) == 0
        throttle.succeeded(attempt(f"person{number}"), NOW, LIMITS)


def test_strangers_cannot_keep_somebody_from_a_place_where_they_have_logged_in():
    throttle = Throttle()
    home = attempt("ann", "192.0.2.7")
    throttle.take(home, NOW, LIMITS)
    throttle.succeeded(home, NOW, LIMITS)
    exhaust(throttle, attempt("ann", "198.51.100.1"))
    assert throttle.take(home, NOW, LIMITS) == 0
    assert throttle.take(attempt("ann", "203.0.113.1"), NOW, LIMITS)
    later = NOW + FAMILIAR
    exhaust(throttle, attempt("ann", "198.51.100.1"), later)
    assert throttle.take(home, later, LIMITS)


def test_a_familiar_place_has_a_count_of_its_own():
    throttle = Throttle()
    throttle.succeeded(attempt(), NOW, LIMITS)
    exhaust(throttle, attempt())
    assert throttle.wait(attempt(), NOW, LIMITS) > 0


def test_failures_are_forgotten_after_a_day():
    throttle = Throttle()
    exhaust(throttle, attempt())
    assert throttle.wait(attempt(), NOW + MEMORY, LIMITS) == 0
    assert throttle.purge(NOW + MEMORY) == 2
    assert throttle.purge(NOW + MEMORY) == 0


def test_many_attempts_at_once_are_counted_before_they_are_looked_at():
    throttle = Throttle()
    assert sum(throttle.take(attempt(), NOW, LIMITS) == 0 for _ in range(50)) == LIMITS.account_tries


@pytest.mark.parametrize(("address", "network"), [
    ("192.0.2.7", "192.0.2.0/24"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::ffff:192.0.2.7", "192.0.2.0/24"),
    ("fe80::1%eth0", "fe80::/64"), (None, "unknown"), ("", "unknown"), ("unix:", "unknown"),
])  # fmt: skip
def test_the_network_of_an_address(address, network):
    assert network_of(address) == network


def test_no_address_and_no_log_in_can_be_read_from_the_database():
    tried = attempt("ann", "192.0.2.7")
    assert len({tried.account, tried.network, tried.pair}) == 3
    assert login_attempt(b"t" * 32, "ann", "192.0.2.7").account != tried.account
