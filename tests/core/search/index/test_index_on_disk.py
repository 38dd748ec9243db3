"""What only an index on disk has to bear: threads, processes, kill -9, rebuilds and deleted folders."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest
import xapian

from moothall.core.search.index.interface import IndexDocument, IndexLocked, IndexUnavailable, SearchRequest
from moothall.core.search.index.xapian import XapianIndex

WRITER = """
import sys
from moothall.core.search.index.interface import IndexDocument
from moothall.core.search.index.xapian import XapianIndex

index = XapianIndex(sys.argv[1])
start = index.count()
print("ready", flush=True)
for batch in range(start // 20, 10_000):
    documents = [
        IndexDocument(uid=uid, access_class="c", type_id="post", title=f"batch{batch}", text="word " * 50)
        for uid in range(batch * 20 + 1, batch * 20 + 21)
    ]
    if batch % 7 == 3:
        index.rebuild(
            (IndexDocument(uid=uid, access_class="c", type_id="post", title="rebuilt") for uid in index.uids()),
            watermark=index.watermark(),
        )
    index.apply(documents, watermark=(batch + 1).to_bytes(8, "big"))
    print(batch, flush=True)
"""


def run(program, *arguments):
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_kill_9_at_any_point_leaves_an_index_that_opens(folder):
    chance = random.Random(5)
    for _ in range(4):
        with run(WRITER, folder) as process:
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.05, 0.6))
            os.kill(process.pid, signal.SIGKILL)
            acknowledged = [int(line) for line in process.stdout.read().split()]
        index = XapianIndex(folder)
        watermark = int.from_bytes(index.watermark() or b"", "big")
        # Each batch is there wholly or not at all, and with it the watermark.
        assert index.count() == watermark * 20 == len(set(index.uids()))
        assert watermark >= max(acknowledged, default=-1) + 1
        index.apply(forget=[0])
        index.close()


def test_another_process_that_writes_is_an_error_with_a_name(folder, on_disk, make):
    on_disk.put([make(1)])
    program = (
        "import sys\n"
        "from moothall.core.search.index.interface import IndexDocument, IndexLocked\n"
        "from moothall.core.search.index.xapian import XapianIndex\n"
        "index = XapianIndex(sys.argv[1])\n"
        "try:\n"
        "    index.put([IndexDocument(2, 'c', 'post')])\n"
        "except IndexLocked:\n"
        "    print('locked', index.count())\n"
    )
    with run(program, folder) as process:
        assert process.stdout.read() == "locked 1\n"
    second = XapianIndex(folder)
    with pytest.raises(IndexLocked):
        second.put([make(2)])
    on_disk.close()
    second.put([make(2)])
    with pytest.raises(IndexLocked):
        on_disk.put([make(3)])
    second.close()
    assert on_disk.count() == 2


def test_threads_read_and_write_at_once(on_disk, make, asking):
    on_disk.put([make(uid, f"Common word{uid}", "text here " * 20) for uid in range(1, 201)])
    failures, searched, stop = [], [], threading.Event()

    def read(number):
        try:
            while not stop.is_set():
                pending = [make(5, "Common pending")] if number % 2 else []
                result = on_disk.find(asking("common", facets=("type_id",), snippets=True, limit=5), pending)
                assert result.total == 200 and result.facets["type_id"] == {"document": 200}, result
                searched.append(number)
        except BaseException as error:
            failures.append(error)
            raise

    def write(first):
        try:
            for turn in range(25):
                on_disk.put([make(uid, f"Common turn{turn}") for uid in range(first, first + 20)])
        except BaseException as error:
            failures.append(error)
            raise

    readers = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    writers = [threading.Thread(target=write, args=(first,)) for first in (1, 101)]
    for thread in readers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    on_disk.rebuild(make(uid, "Common again") for uid in range(1, 201))
    stop.set()
    for thread in readers:
        thread.join()
    assert failures == [] and len(set(searched)) == 4


def test_readers_follow_a_rebuild(folder, on_disk, make, asking):
    on_disk.put([make(1, "Old")])
    reader = XapianIndex(folder)
    assert reader.find(asking("old")).total == 1
    before = set(folder.glob("g-*"))
    on_disk.rebuild(iter([make(1, "New"), make(2, "New")]), watermark=b"\x07")
    assert reader.find(asking("new")).total == 2 and reader.find(asking("old")).total == 0
    assert reader.watermark() == b"\x07"
    assert len(set(folder.glob("g-*"))) == 1 and before.isdisjoint(folder.glob("g-*"))
    reader.close()


def test_one_rebuild_at_a_time(on_disk, make):
    def snapshot():
        with pytest.raises(IndexLocked):
            on_disk.rebuild([])
        yield make(1)

    on_disk.rebuild(snapshot())
    assert on_disk.count() == 1


def test_a_deleted_folder_is_an_empty_index(folder, on_disk, make, asking):
    on_disk.apply([make(1, "Title")], watermark=b"\x01")
    assert on_disk.find(asking("title")).total == 1
    shutil.rmtree(folder)
    assert on_disk.find(asking("title")).total == 0 and on_disk.watermark() is None
    on_disk.put([make(2, "Title")])
    assert on_disk.find(asking("title")).total == 1 and on_disk.watermark() is None


def test_a_deleted_database_is_an_empty_index(folder, on_disk, make, asking):
    on_disk.apply([make(1, "Title")], watermark=b"\x01")
    on_disk.close()
    for database in folder.glob("g-*"):
        shutil.rmtree(database)
    assert on_disk.find(asking("title")).total == 0
    on_disk.put([make(2, "Title")])
    assert list(on_disk.uids()) == [2]


def test_a_broken_database_is_an_error_for_readers_and_replaced_by_the_writer(folder, on_disk, make, asking, caplog):
    on_disk.apply([make(uid, "Title", "word " * 500) for uid in range(1, 50)], watermark=b"\x01")
    on_disk.close()
    (database,) = folder.glob("g-*")
    (database / "iamglass").write_bytes(b"this is not a database")
    with pytest.raises(IndexUnavailable):
        on_disk.find(asking("title"))
    on_disk.put([make(1, "Title")])
    assert on_disk.find(asking("title")).total == 1 and on_disk.watermark() is None
    assert "is rebuilt" in caplog.text


def test_another_layout_is_an_empty_index(folder, on_disk, make, asking, monkeypatch):
    on_disk.put([make(1, "Title")])
    on_disk.close()
    monkeypatch.setattr("moothall.core.search.index.generations.LAYOUT", b"next")
    later = XapianIndex(folder)
    assert later.find(asking("title")).total == 0
    later.put([make(2, "Title")])
    assert list(later.uids()) == [2]
    later.close()


def test_a_failed_write_is_undone_and_the_next_one_works(on_disk, make, monkeypatch, caplog):
    on_disk.put([make(1)])

    def full(*arguments):
        raise xapian.DatabaseError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(xapian.WritableDatabase, "commit_transaction", full)
        with pytest.raises(IndexUnavailable):
            on_disk.put([make(2)])
    on_disk.put([make(3)])
    assert set(on_disk.uids()) == {1, 3}


def test_what_is_stored_is_json(folder, on_disk, make):
    on_disk.put([make(1, "Title", "Some text", public=True)])
    on_disk.close()
    (path,) = folder.glob("g-*")
    stored = json.loads(xapian.Database(str(path)).get_document(1).get_data())
    assert stored == {"language": "en", "text": "Some text", "spelling": ["title"]}


def test_haystack_itself_finds_nothing_without_access_classes(on_disk, make):
    on_disk.put([make(1, "Title")])
    query = on_disk._backend
    from haystack.query import SQ, SearchQuerySet

    assert query.document_count() == 1
    assert SearchQuerySet(using=on_disk._alias).filter(SQ(content="title")).count() == 0


def test_many_classes_and_large_uids(on_disk):
    classes = frozenset(f"{number}:content:published" for number in range(5_000))
    on_disk.put([IndexDocument(2**63 - 1, "4999:content:published", "post", containers=(2**63 - 2,))])
    result = on_disk.find(SearchRequest(classes, within=(2**63 - 2,)))
    assert [hit.uid for hit in result.hits] == [2**63 - 1]
