"""The drain loop, against a queue without a database and against one in ZODB."""

import threading
import time

import pytest
import transaction
from BTrees.LOBTree import LOBTree
from ZODB import DB
from ZODB.MappingStorage import MappingStorage

from moothall.core.search.index.indexer import Indexer, IndexerThread
from moothall.core.search.index.interface import IndexUnavailable
from moothall.core.search.index.memory import MemoryIndex


class PlainQueue:
    """Keys with tickets, and the documents behind them."""

    def __init__(self):
        self.keys, self.items, self._tid = {}, {}, 0
        self.tid = b""
        self.before_done = lambda: None

    def change(self, uid, document):
        self._tid += 1
        self.keys[uid] = self._tid
        self.items[uid] = document

    def peek(self, limit):
        self.tid = self._tid.to_bytes(8, "big")
        return list(self.keys.items())[:limit]

    def done(self, entries):
        self.before_done()
        for uid, ticket in entries:
            if self.keys.get(uid) == ticket:
                del self.keys[uid]

    def load(self, uid):
        item = self.items[uid]
        if isinstance(item, Exception):
            raise item
        return item


@pytest.fixture
def queue():
    return PlainQueue()


@pytest.fixture
def memory():
    return MemoryIndex()


def tid(number):
    return number.to_bytes(8, "big")


def test_it_puts_and_forgets_what_is_queued(queue, memory, make):
    for uid in range(1, 26):
        queue.change(uid, make(uid))
    indexer = Indexer(memory, queue, queue.load, batch=10)
    assert indexer.drain() == 25
    assert set(memory.uids()) == set(range(1, 26)) and queue.keys == {}
    queue.change(3, None)
    assert indexer.drain() == 1
    assert 3 not in set(memory.uids())
    assert memory.watermark() == tid(26)
    assert indexer.lag().pending == 0 and indexer.lag().seconds == 0


def test_the_watermark_waits_for_the_last_batch(queue, memory, make):
    for uid in range(1, 26):
        queue.change(uid, make(uid))
    marks = []
    queue.before_done = lambda: marks.append(memory.watermark())
    Indexer(memory, queue, queue.load, batch=10).drain()
    assert marks == [None, None, tid(25)]


def test_a_change_during_the_batch_stays_queued(queue, memory, make):
    queue.change(1, make(1, "Old"))

    def change_once():
        queue.before_done = lambda: None
        queue.change(1, make(1, "New"))

    queue.before_done = change_once
    indexer = Indexer(memory, queue, queue.load)
    indexer.drain()
    assert queue.keys == {1: 2}
    indexer.drain()
    assert queue.keys == {} and memory.watermark() == tid(2)


@pytest.mark.parametrize("where", ["before the index", "after the index"])
def test_a_crash_loses_nothing(queue, memory, make, monkeypatch, where):
    queue.change(1, make(1))

    def crash(*arguments, **keywords):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(memory, "apply", crash) if where == "before the index" else patch.setattr(queue, "done", crash)
        with pytest.raises(KeyboardInterrupt):
            Indexer(memory, queue, queue.load).drain()
    assert queue.keys == {1: 1}
    Indexer(memory, queue, queue.load).drain()
    assert queue.keys == {} and list(memory.uids()) == [1]


def test_an_item_that_cannot_be_read_does_not_hold_up_the_others(queue, memory, make, caplog):
    for uid in range(1, 6):
        queue.change(uid, ValueError("broken") if uid in (1, 2) else make(uid))
    now = [0.0]
    indexer = Indexer(memory, queue, queue.load, batch=2, monotonic=lambda: now[0])
    with pytest.raises(RuntimeError):
        indexer.drain()
    indexer = Indexer(memory, queue, queue.load, batch=3, monotonic=lambda: now[0])
    assert indexer.drain() == 3
    assert set(queue.keys) == {1, 2} and set(memory.uids()) == {3, 4, 5}
    assert memory.watermark() is None and indexer.lag().refused == 2
    caplog.clear()
    queue.items[1] = make(1)
    assert indexer.drain() == 0 and caplog.text == ""
    now[0] += 30
    assert indexer.drain() == 1
    queue.change(2, make(2))
    assert indexer.drain() == 1 and queue.keys == {} and indexer.lag().refused == 0


def test_an_item_that_cannot_be_indexed_does_not_hold_up_the_others(queue, memory, make):
    queue.change(1, make(1, text=None))
    queue.change(2, make(2))
    queue.change(3, None)
    indexer = Indexer(memory, queue, queue.load)
    assert indexer.drain() == 2
    assert set(queue.keys) == {1} and list(memory.uids()) == [2]


def test_an_empty_index_is_filled_again(queue, memory, make):
    def refill():
        queue.change(1, make(1))

    indexer = Indexer(memory, queue, queue.load, refill)
    assert indexer.drain() == 1 and indexer.drain() == 0
    memory.clear()
    assert indexer.drain() == 1 and list(memory.uids()) == [1]


def test_the_thread_wakes_waits_and_stops(queue, memory, make):
    runner = IndexerThread(Indexer(memory, queue, queue.load), poll=30)
    runner.start()
    assert runner.indexer.wait_for(tid(0), 5)
    queue.change(1, make(1))
    assert not runner.indexer.wait_for(tid(1), 0.05)
    runner.wake()
    assert runner.indexer.wait_for(tid(1), 5)
    assert runner.lag().watermark == tid(1)
    assert runner.stop(5)


def test_the_thread_tries_again_after_a_failure(queue, memory, make, monkeypatch, caplog):
    monkeypatch.setattr("moothall.core.search.index.indexer.FIRST_WAIT", 0.05)
    failures = [IndexUnavailable(), OSError("disk")]
    apply, failed = memory.apply, threading.Event()

    def sometimes(*arguments, **keywords):
        if failures:
            failed.set()
            raise failures.pop(0)
        apply(*arguments, **keywords)

    monkeypatch.setattr(memory, "apply", sometimes)
    queue.change(1, make(1))
    runner = IndexerThread(Indexer(memory, queue, queue.load), poll=30)
    runner.start()
    assert failed.wait(5)
    assert runner.indexer.wait_for(tid(1), 10)
    deadline = time.monotonic() + 5
    while runner.lag().error and time.monotonic() < deadline:
        time.sleep(0.01)
    assert runner.lag().error is None and list(memory.uids()) == [1]
    assert runner.stop(5)


class StoredQueue:
    """The queue in a ZODB, in its plainest form."""

    def __init__(self, db):
        self._db = db
        self._connection = None

    def peek(self, limit):
        if self._connection is not None:
            self._connection.close()
        self._connection = self._db.open(transaction.TransactionManager())
        self.tid = self._connection._storage.lastTransaction()
        return list(self._connection.root()["queue"].items())[:limit]

    def done(self, entries):
        with self._db.transaction() as connection:
            queue = connection.root()["queue"]
            for uid, ticket in entries:
                if queue.get(uid) == ticket:
                    del queue[uid]


def test_with_a_real_database(on_disk, make, asking):
    db = DB(MappingStorage())
    with db.transaction() as connection:
        connection.root()["queue"] = LOBTree({uid: f"ticket{uid}" for uid in range(1, 31)})
    queue = StoredQueue(db)
    indexer = Indexer(on_disk, queue, lambda uid: make(uid, f"Item {uid}"), batch=8)
    assert indexer.drain() == 30
    with db.transaction() as connection:
        assert len(connection.root()["queue"]) == 0
    assert on_disk.find(asking("item")).total == 30
    assert on_disk.watermark() == indexer.lag().watermark != b""
    queue._connection.close()
    db.close()
