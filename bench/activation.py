"""Measure how long it takes to activate a workflow for many documents, and the effect on readers meanwhile.

    ./bootstrap.sh bench activation --items 20000

Measures two changes: one cell, which is one write, and a definition that depends on the creator. The latter changes the
access class of every document, and the index. Meanwhile a reader repeatedly opens a list of documents.
"""

import argparse
import copy
import statistics
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from import_help import make_site

from moothall.core.access.person import Person
from moothall.core.authorization.access_context import AccessContext
from moothall.core.event_log.log import ActionContext
from moothall.core.search.index.indexer import Indexer
from moothall.core.search.query import ContentQuery
from moothall.core.storage.databases import open_databases
from moothall.core.work.jobs import run_pending
from moothall.core.work.workers import SiteQueue
from moothall.core.workflow.kinds import workflow_kinds
from moothall.document.content import Document


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=20000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(*make_site(Path(folder)), options.items)


def measure(app, manager, items):
    registry = app.registry
    queue = SiteQueue(registry)
    indexer = Indexer(registry.search_index, queue, queue.load, queue.refill)
    fill(registry, manager, items)
    indexer.drain()
    print(f"{items} documents")
    began = time.perf_counter()
    assert activate(registry, manager, lambda table: table["matrix"]["published"]["edit"].append("member")) is None
    print(f"one cell: {1000 * (time.perf_counter() - began):.0f} ms, in the request")
    began = time.perf_counter()
    job = activate(registry, manager, lambda table: table["matrix"]["published"]["view"].append("creator"))
    print(f"the creator: {1000 * (time.perf_counter() - began):.0f} ms in the request, then in the background")
    reading = Reading(registry)
    reading.start()
    began = time.perf_counter()
    while is_open(registry, manager, job):
        run_pending(registry)
        indexer.drain()
    seconds = time.perf_counter() - began
    reading.ended.set()
    reading.join()
    times = sorted(reading.times)
    print(f"  {seconds:.1f} s with the index, {items / seconds:.0f} documents a second")
    print(
        f"  meanwhile a list of 20 took {1000 * statistics.median(times):.1f} ms, 95 of 100 at most "
        f"{1000 * times[int(len(times) * 0.95)]:.1f} ms ({len(times)} times)"
    )
    queue.close()


def fill(registry, manager, items):
    for start in range(0, items, 500):
        with opened(registry, manager) as site:
            act = ActionContext("a" * 16, datetime.now(UTC))
            library = site["workspaces"]["help"]["documents"]
            for number in range(start, min(start + 500, items)):
                item = library.add_item(act, Document(act, title=f"Report {number}", text="<p>Some words.</p>"))
                item.move_to(act, item.working, "published", live=True)


def activate(registry, manager, change):
    with opened(registry, manager) as site:
        definition = site["workflows"]["content"]
        act = ActionContext("a" * 16, datetime.now(UTC))
        draft = definition.begin_draft(act)
        table = copy.deepcopy(draft.data)
        change(table)
        definition.save_draft(act, draft.revision, table)
        job = definition.activate_draft(act, workflow_kinds(registry), draft.revision)
        return job.id if job is not None else None


def is_open(registry, manager, job):
    with opened(registry, manager) as site:
        return site.jobs.get(job).is_open


class opened:
    """Open the site in a transaction and commit it."""

    def __init__(self, registry, manager):
        self._registry, self._manager = registry, manager

    def __enter__(self):
        self._databases = open_databases(self._registry, manager=self._manager)
        return self._databases.site

    def __exit__(self, *exc_info):
        self._databases.commit()
        self._databases.close()


class Reading(threading.Thread):
    """A reader who repeatedly opens the newest documents."""

    def __init__(self, registry):
        super().__init__(daemon=True)
        self._registry = registry
        self.ended = threading.Event()
        self.times = []

    def run(self):
        person = Person("b" * 16)
        while not self.ended.is_set():
            began = time.perf_counter()
            with open_databases(self._registry) as databases:
                viewer = AccessContext(databases.site, person, datetime.now(UTC))
                ContentQuery(viewer).of("document").newest_first().items(20)
            self.times.append(time.perf_counter() - began)
            time.sleep(0.05)


if __name__ == "__main__":
    main()
