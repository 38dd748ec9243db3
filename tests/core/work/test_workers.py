"""Workers go on after their database was lost for a while."""

import time

import pytest
from ZODB.POSException import StorageError

from moothall.core.storage.databases import databases_of
from moothall.core.work.workers import SiteQueue, Workers


@pytest.mark.parametrize("method", ["newTransaction", "open"])
def test_the_indexer_recovers_from_a_lost_database(site, monkeypatch, make, method):
    """Its connection is kept from one look to the next, and cannot begin another transaction after a failure."""
    monkeypatch.setattr("moothall.core.search.index.indexer.FIRST_WAIT", 0.05)
    site.own_index()
    workers = Workers(site.registry)
    indexing, queue = workers.indexing, workers._queue
    assert queue.peek(10) is not None

    def lost(*args, **kw):
        raise StorageError("the server closed the connection")

    with monkeypatch.context() as patched:
        patched.setattr(queue._databases.connection if method == "newTransaction" else databases_of(site.registry)[""],
                        method, lost)  # fmt: skip
        if method == "open":
            queue.close()
        indexing.start()
        deadline = time.monotonic() + 20
        while indexing.lag().error is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    make.document(state="published")
    while site.read(lambda tree: len(tree.index_queue)) or indexing.lag().error is not None:
        assert time.monotonic() < deadline, indexing.lag()
        indexing.wake()
        time.sleep(0.05)
    indexing.stop()
    queue.close()
    assert isinstance(queue, SiteQueue)
