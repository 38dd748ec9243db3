import threading
from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters

from moothall.core.event_log.log import ActionContext
from moothall.people.passwords import Passwords
from tests.small_site import PASSWORD, SmallSite


@pytest.fixture
def site():
    return SmallSite()


def log_in(client, login, password, **more):
    form = client.get("/login").forms[0]
    form["login"], form["password"] = login, password
    return form.submit(status="*", **more)


def test_a_log_in_begins_a_session_under_a_new_cookie(site):
    client = site.client()
    client.get("/form")
    before = client.cookies["moothall"]
    answer = log_in(client, " Ann ", PASSWORD)
    assert answer.status_int == 303
    assert len(answer.headers.getall("Set-Cookie")) == 1
    assert client.cookies["moothall"] != before
    assert client.get("/who").json == {"login": "ann"}


def test_a_session_somebody_else_has_prepared_is_not_taken_over(site):
    theirs = site.signed_in("ben")
    client = site.client()
    client.set_cookie("moothall", theirs.cookies["moothall"].strip('"'))
    log_in(client, "ann", PASSWORD)
    assert client.get("/who").json == {"login": "ann"}
    assert theirs.get("/who").json == {"login": None}


@pytest.mark.parametrize(
    ("login", "password"),
    [("ann", "wrong"), ("nobody", PASSWORD), ("", ""), ("ann\u2028", "x"), ("a" * 5000, "x" * 5000)],
)
def test_a_wrong_log_in_is_answered_alike_for_known_and_unknown_people(site, login, password):
    expected = site.client().post_json("/@login", {"login": "zoe", "password": "x"}, status=401)
    answer = site.client().post_json("/@login", {"login": login, "password": password}, status=401)
    assert answer.body == expected.body
    assert "Set-Cookie" not in answer.headers


def test_known_and_unknown_people_cost_the_same_hashing(monkeypatch):
    """Nearly all of the time of a log-in goes into checking one hash: it is the same for everybody."""
    site = SmallSite(password_time_cost=2, password_memory_kib=64)
    checked, verify = [], PasswordHasher.verify

    def count(hasher, hashed, password):
        checked.append(extract_parameters(hashed))
        return verify(hasher, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", count)
    for login in ("ann", "nobody"):
        site.client().post_json("/@login", {"login": login, "password": "wrong"}, status=401)
    known, unknown = checked
    assert known == unknown
    assert (known.time_cost, known.memory_cost) == (2, 64)


def test_a_disabled_account_is_answered_like_a_wrong_password(site):
    site.people(lambda store: store.disable(ActionContext(None, site.clock.now), store.by_login("ben")))
    wrong = site.client().post_json("/@login", {"login": "ben", "password": "wrong"}, status=401)
    right = site.client().post_json("/@login", {"login": "ben", "password": PASSWORD}, status=401)
    assert right.body == wrong.body


def test_failed_log_ins_are_counted_although_their_transaction_is_not_saved(site):
    client = site.client()
    for _ in range(5):
        client.post_json("/@login", {"login": "ann", "password": "wrong"}, status=401)
    for login in ("ann", "ann"):
        answer = client.post_json("/@login", {"login": login, "password": PASSWORD}, status=429)
        assert answer.headers["Retry-After"] == "1"
    site.clock.now += timedelta(seconds=1)
    client.post_json("/@login", {"login": "ann", "password": PASSWORD}, status=200)


def test_unknown_people_are_throttled_alike(site):
    def answers(login, address):
        client = site.client(REMOTE_ADDR=address)
        return [client.post_json("/@login", {"login": login, "password": "x"}, status="*").body for _ in range(8)]

    assert answers("ann", "192.0.2.1") == answers("nobody", "198.51.100.1")


def test_good_log_ins_are_not_throttled(site):
    for _ in range(30):
        site.client().post_json("/@login", {"login": "ann", "password": PASSWORD}, status=200)


def test_a_made_up_address_in_a_header_changes_nothing(site):
    for number in range(5):
        site.client().post_json(
            "/@login", {"login": "ann", "password": "x"}, headers={"X-Forwarded-For": f"203.0.113.{number}"}, status=401
        )
    site.client().post_json(
        "/@login", {"login": "ann", "password": "x"}, headers={"X-Forwarded-For": "198.51.100.9"}, status=429
    )


@pytest.mark.parametrize(
    "body",
    [{}, [], "x", None, 7, {"login": "ann"}, {"login": 1, "password": 2}, {"login": ["ann"], "password": PASSWORD}],
)
def test_a_log_in_without_its_parts_is_a_bad_request(site, body):
    site.client().post_json("/@login", body, status=400)


def test_a_log_out_ends_the_session_of_this_browser_only(site):
    here, there, token = site.signed_in("ann"), site.signed_in("ann"), site.token("ann")
    other = site.signed_in("ben")
    answer = here.post("/logout", {"csrf_token": here.get("/form").forms[0]["csrf_token"].value}, status=303)
    assert any(one.startswith("moothall=g.") for one in answer.headers.getall("Set-Cookie"))
    assert here.get("/who").json == {"login": None}
    for client, headers in ((there, {}), (site.client(), {"Authorization": f"Bearer {token}"})):
        assert client.get("/who", headers=headers).json == {"login": "ann"}
    assert other.get("/who").json == {"login": "ben"}


@pytest.mark.parametrize("verb", [
    lambda store, act: store.set_password(act, store.by_login("ann"), "another stony field"),
    lambda store, act: store.set_site_roles(act, store.by_login("ben"), ["administrator"])
    and store.disable(act, store.by_login("ann")),
])  # fmt: skip
def test_a_new_password_or_a_disabled_account_ends_them_at_the_next_request(site, verb):
    client, token = site.signed_in("ann"), site.token("ann")
    site.people(lambda store: verb(store, ActionContext(None, site.clock.now)))
    assert client.get("/who").json == {"login": None}
    assert site.client().get("/who", headers={"Authorization": f"Bearer {token}"}).json == {"login": None}


def test_a_session_ends_with_its_lifetime(site):
    client = site.signed_in("ann")
    site.clock.now += timedelta(hours=14 * 24) - timedelta(seconds=1)
    assert client.get("/who").json == {"login": "ann"}
    site.clock.now += timedelta(seconds=1)
    assert client.get("/who").json == {"login": None}


def test_a_log_in_renews_a_hash_of_another_cost(site):
    old = site.people(lambda store: store.by_login("ann").password)
    site.registry.moothall_passwords = Passwords(time_cost=2, memory_kib=16)
    client = site.signed_in("ann")
    new = site.people(lambda store: store.by_login("ann").password)
    assert new != old and "t=2" in new
    assert client.get("/who").json == {"login": "ann"}
    site.signed_in("ann")


def test_after_the_log_in_one_goes_where_one_wanted_to_on_this_site(site):
    for came_from, location in (
        ("/public?x=1", "http://localhost:80/public?x=1"),
        ("//evil.example", "http://localhost:80/"),
    ):
        form = site.client().get("/login").forms[0]
        form["login"], form["password"], form["came_from"] = "ann", PASSWORD, came_from
        assert form.submit(status=303).headers["Location"].replace("localhost/", "localhost:80/") == location


def test_guessing_in_parallel_gets_no_more_tries(site):
    statuses = []

    def one_guess():
        statuses.append(
            site.client().post_json("/@login", {"login": "ann", "password": "wrong"}, status="*").status_int
        )

    threads = [threading.Thread(target=one_guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [401] * 5 + [429] * 11
