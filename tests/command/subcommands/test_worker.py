"""``worker``: the work of a site in a process of its own."""

import threading

from moothall.command.subcommands.worker import work


def test_a_worker_indexes_and_stops(moothall):
    with moothall.open() as databases:
        document = databases.site["workspaces"]["women-in-ict"]["documents"]["plan-0"]
        databases.site.reindex(document)
        assert len(databases.site.index_queue) == 1
    with moothall.app() as app:
        stopping = threading.Event()
        thread = threading.Thread(target=work, args=(app.registry, stopping))
        thread.start()
        for _try in range(100):
            workers = app.registry.workers
            if workers is not None and workers.indexing.lag().watermark:
                break
            stopping.wait(0.1)
        stopping.set()
        thread.join(20)
        assert not thread.is_alive()
    with moothall.open() as databases:
        assert len(databases.site.index_queue) == 0


def test_where_the_server_works_itself_there_is_no_worker(moothall):
    code, _said, complaint = moothall("worker")
    assert code == 1 and "work_inside" in complaint
