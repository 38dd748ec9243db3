from datetime import UTC, datetime, timedelta

import pytest

from moothall.web.sessions import BEARER, COOKIE, Sessions, name_of

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


def test_everybody_has_a_list_of_their_own(sessions):
    for person in ("ann", "ann", "anna", "ben"):
        sessions.begin(person, COOKIE, 0, NOW, DAY, "Firefox (Linux)", "192.0.2.0/24")
    found = sessions.of("ann")
    assert [(one.person, one.device, one.network) for _name, one in found] == [
        ("ann", "Firefox (Linux)", "192.0.2.0/24")
    ] * 2
    assert sessions.of("an") == sessions.of("zoe") == []


def test_a_log_in_is_ended_by_its_name_and_only_by_whom_it_belongs_to(sessions):
    token = sessions.begin("ann", COOKIE, 0, NOW, DAY)
    assert not sessions.end_named("ben", name_of(token))
    assert not sessions.end_named("ann", "nonsense")
    assert sessions.end_named("ann", name_of(token))
    assert sessions.find(token, COOKIE, NOW) is None and sessions.of("ann") == []


def test_what_is_purged_is_in_no_list(sessions):
    token = sessions.begin("ann", COOKIE, 0, NOW, DAY)
    sessions.begin("ann", COOKIE, 1, NOW, DAY)
    assert sessions.purge(lambda session: session.generation == 1) == 1
    assert [session.generation for _name, session in sessions.of("ann")] == [1]
    assert sessions.find(token, COOKIE, NOW) is None


def test_log_ins_from_before_there_were_lists_are_listed_by_the_evolve_step(sessions):
    token = sessions.begin("ann", COOKIE, 0, NOW, DAY)
    key = next(iter(sessions.of("ann")))[0]
    # As it was stored then: without device and network, and in no list.
    shard = next(shard for shard in sessions._shards if len(shard))
    ((digest, stored),) = shard.items()
    shard[digest] = stored[:5]
    del sessions._by_person
    assert sessions.find(token, COOKIE, NOW).device == ""
    sessions.index()
    sessions.index()
    assert [name for name, _session in sessions.of("ann")] == [key]
