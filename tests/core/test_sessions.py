from datetime import UTC, datetime, timedelta

import pytest

from moothall.core.sessions import BEARER, COOKIE, Sessions

NOW = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def sessions():
    return Sessions()


def test_a_session_is_found_by_its_token(sessions):
    token = sessions.begin("ann", COOKIE, 3, NOW, DAY)
    found = sessions.find(token, COOKIE, NOW)
    assert (found.person, found.generation) == ("ann", 3)


def test_a_token_is_not_in_the_database(sessions):
    token = sessions.begin("ann", COOKIE, 0, NOW, DAY)
    assert not any(token.encode() in key for shard in sessions._shards for key in shard)


def test_a_session_ends_with_its_lifetime_however_much_it_is_used(sessions):
    token = sessions.begin("ann", COOKIE, 0, NOW, DAY)
    assert sessions.find(token, COOKIE, NOW + DAY - timedelta(seconds=1))
    assert sessions.find(token, COOKIE, NOW + DAY) is None


def test_a_cookie_is_no_bearer_token(sessions):
    token = sessions.begin("ann", COOKIE, 0, NOW, DAY)
    assert sessions.find(token, BEARER, NOW) is None


def test_a_session_can_be_ended(sessions):
    token = sessions.begin("ann", COOKIE, 0, NOW, DAY)
    sessions.end(token)
    sessions.end(token)
    assert sessions.find(token, COOKIE, NOW) is None


@pytest.mark.parametrize("token", ["", "nobody", "\ud800", "x" * 10_000])
def test_an_unknown_token_finds_nothing(sessions, token):
    assert sessions.find(token, COOKIE, NOW) is None


def test_purging_forgets_the_dead_and_keeps_the_living(sessions):
    for number in range(40):
        sessions.begin("ann" if number % 2 else "ben", COOKIE, 0, NOW, DAY)
    assert sessions.purge(lambda session: session.person == "ann") == 20
    assert [session.person for session in sessions] == ["ann"] * 20


def test_log_ins_spread_over_the_shards(sessions):
    for _ in range(400):
        sessions.begin("ann", COOKIE, 0, NOW, DAY)
    assert all(shard for shard in sessions._shards)
