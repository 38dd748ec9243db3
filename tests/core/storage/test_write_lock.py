import errno
import random
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage
from ZODB.POSException import StorageError

from moothall.core.storage.write_lock import FairLock, write_apart
from tests.small_site import SmallSite


def run(*targets):
    """Run each target in a thread of its own; an error in one fails the test."""
    failed = []

    def watched(target):
        try:
            target()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=watched, args=(target,)) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failed, failed


def wait_until(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.0005)


@given(st.integers(2, 12), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_lock_is_handed_over_in_the_order_of_asking(waiters, random):
    lock, order, threads = FairLock(), [], []
    assert lock.acquire(0)

    def take(number):
        assert lock.acquire(10)
        order.append(number)
        if random.random() < 0.3:
            time.sleep(0.0005)
        lock.release()

    for number in range(waiters):
        threads.append(threading.Thread(target=take, args=(number,)))
        threads[-1].start()
        wait_until(lambda number=number: lock.waiting == number + 1)
    lock.release()
    for thread in threads:
        thread.join()
    assert order == list(range(waiters))


def test_one_thread_at_a_time_whoever_gives_up():
    lock, inside, most, held = FairLock(), [], [], []

    def worker(seed):
        rng = random.Random(seed)
        for _ in range(200):
            if lock.acquire(rng.choice([0.0001, 0.001, 1])):
                inside.append(1)
                most.append(len(inside))
                time.sleep(rng.choice([0, 0, 0.0002]))
                inside.pop()
                held.append(1)
                lock.release()

    run(*(lambda seed=seed: worker(seed) for seed in range(8)))
    assert max(most) == 1 and held
    assert lock.waiting == 0 and lock.acquire(0)


def test_whoever_has_waited_long_enough_goes_ahead_without():
    lock = FairLock()
    assert lock.acquire(0)

    def impatient():
        with lock.hold(0.01) as held:
            assert not held
            assert not lock.is_mine

    run(impatient)
    assert lock.waiting == 0
    lock.release()


def test_a_thread_that_holds_the_lock_does_not_wait_for_itself():
    lock = FairLock()
    with lock.hold(1) as outer, lock.hold(1) as inner:
        assert outer and inner
    assert not lock.is_mine


def test_only_the_holder_releases():
    lock = FairLock()
    lock.acquire(0)

    def thief():
        with pytest.raises(RuntimeError):
            lock.release()

    run(thief)


def writer(site, times, *, name="open"):
    client = site.signed_in() if name != "open" else site.client()
    token = client.get("/form").forms[0]["csrf_token"].value

    def write():
        for _ in range(times):
            client.post(f"/{name}/add", {"csrf_token": token, "by": "1"}, status=200)

    return write


def count(site, name="open"):
    return site.write(lambda content, people: content["counters"][name].count)


def test_eight_people_writing_at_once_lose_nothing_and_see_no_failure():
    site = SmallSite()
    run(*(writer(site, 50) for _ in range(8)))
    assert count(site) == 400


def test_nor_do_they_on_a_disk(on_disk):
    site = SmallSite(on_disk(FileStorage))
    run(*(writer(site, 50) for _ in range(8)))
    assert count(site) == 400


def test_without_turns_conflicts_are_tried_again(on_disk):
    site = SmallSite(on_disk(FileStorage), write_lock_wait=0, write_attempts=30)
    run(*(writer(site, 10) for _ in range(4)))
    assert count(site) == 40


@pytest.fixture
def on_disk(tmp_path):
    databases = {}

    def make(storage):
        for name, file in (("", "content.fs"), ("people", "people.fs")):
            DB(storage(str(tmp_path / file)), database_name=name, databases=databases)
        return databases

    yield make
    for database in databases.values():
        database.close()


class SmallDisk(FileStorage):
    """A storage on a disk that can be full."""

    full = None

    def store(self, *args):
        if self.full is not None:
            raise self.full
        return super().store(*args)


@pytest.mark.parametrize(
    "trouble", [OSError(errno.ENOSPC, "No space left"), OSError(errno.EDQUOT, "Quota"), StorageError("lost")]
)
def test_a_full_disk_answers_with_a_sentence_and_resumes_by_itself(on_disk, trouble):
    databases = on_disk(SmallDisk)
    site = SmallSite(databases)
    client = site.signed_in()
    token = client.get("/form").forms[0]["csrf_token"].value
    databases[""].storage.full = trouble
    for _ in range(3):
        answer = client.post(
            "/open/add",
            {"csrf_token": token, "by": "1", "text": "long & dear"},
            status=503,
            headers={"Origin": "http://localhost"},
        )
        assert int(answer.headers["Retry-After"]) > 0
        assert "not saved" in answer.text and "long &amp; dear" in answer.text
        assert "Traceback" not in answer.text
        assert client.get("/open").text == "open: 0"
    databases[""].storage.full = None
    assert client.post("/open/add", {"csrf_token": token, "by": "1"}).text == "1"
    assert count(site) == 1


def test_after_a_failure_of_the_storage_connections_are_dropped(on_disk):
    databases = on_disk(SmallDisk)
    site = SmallSite(databases)
    write = writer(site, 1)
    write()
    before = set(map(id, databases[""].pool.all))
    kept = list(databases[""].pool.all)
    databases[""].storage.full = StorageError("lost")
    with pytest.raises(Exception, match="503"):
        write()
    assert len(databases[""].pool.all) == 0
    databases[""].storage.full = None
    write()
    assert before.isdisjoint(map(id, databases[""].pool.all)) and kept
    assert databases[""].getPoolSize() == 7


def test_after_the_last_attempt_the_text_is_kept():
    site = SmallSite(write_lock_wait=0, write_attempts=6)
    client = site.client()
    token = client.get("/form").forms[0]["csrf_token"].value
    stop = threading.Event()

    def rival():
        while not stop.is_set():
            site.write(lambda content, people: setattr(content["counters"]["open"], "count", random.random()))

    thread = threading.Thread(target=rival)
    thread.start()
    try:
        answer = client.post("/open/add-slowly", {"csrf_token": token, "text": "dear text"}, status=503)
    finally:
        stop.set()
        thread.join()
    assert "dear text" in answer.text
    assert answer.headers["Retry-After"]


def test_a_short_transaction_apart_keeps_what_the_request_does_not():
    site = SmallSite()

    def change(root):
        root["people"].stores["test"] = 1
        return "done"

    assert write_apart(site.registry, "people", change) == "done"
    with pytest.raises(ZeroDivisionError):
        write_apart(site.registry, "people", lambda root: 1 / 0)
    assert site.people(lambda store: store.feature_data("test")) == 1


def test_what_is_prepared_before_the_lock_is_there_in_each_attempt():
    site = SmallSite()
    calls = []
    site.registry.moothall_sorted_entries["preparation"] = {"add": lambda request: calls.append(request.POST["by"])}
    writer(site, 1)()
    assert calls == ["1"]


def test_views_that_take_long_are_exempt():
    site = SmallSite()
    client = site.client()
    lock = site.registry.moothall_write_lock
    done = threading.Event()

    def holder():
        assert lock.acquire(1)
        done.wait(5)
        lock.release()

    thread = threading.Thread(target=holder)
    thread.start()
    began = time.monotonic()
    try:
        client.post_json("/@login", {"login": 1}, status=400)
    finally:
        done.set()
        thread.join()
    assert time.monotonic() - began < 1
