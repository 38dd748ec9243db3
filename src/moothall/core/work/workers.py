"""What is done beside answering requests: indexing, sending email, jobs, periodic tasks.

The embedded server runs these as threads; ``bin/moothall worker`` runs the same
ones in a process of its own.  Each reads its own snapshots and writes in short
transactions under the same lock as requests, so that they do not collide.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from ZODB.utils import p64, u64

from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.registry import register, registered
from moothall.core.base.settings import settings_of
from moothall.core.search.fulltext import document_of, index_of
from moothall.core.search.index.indexer import Indexer, IndexerThread
from moothall.core.storage.databases import open_databases
from moothall.core.storage.write_lock import with_write_lock
from moothall.core.work.delivery import deliver
from moothall.core.work.jobs import run_pending
from moothall.core.work.server_events import ServingEnds, ServingStarts

log = logging.getLogger(__name__)

#: Seconds between looks at the outbox and at the jobs.
DELIVERY_POLL = 2.0
JOB_POLL = 1.0
#: Seconds between runs of a periodic task that names no interval; these tasks share a thread.
HOURLY = 3600.0


class PeriodicTask(NamedTuple):
    """A function of the registry that is called again and again; ``title`` is shown to administrators."""

    name: str
    work: Callable[[Any], Any]
    every: float
    title: Any


class SiteQueue:
    """The index queue of the site as the indexer wants it: one connection, used by one thread."""

    def __init__(self, registry):
        self._registry = registry
        self._databases = None
        self.tid = b"\0" * 8

    def peek(self, limit):
        site = self._begin()
        self._facts = access_data_of(site)
        self.tid = snapshot_tid(self._databases.connection)
        return site.queue.peek(limit)

    def load(self, uid):
        """The document of an item, as of the snapshot of the last :meth:`peek`."""
        return document_of(self._site, uid, self._facts)

    def done(self, entries):
        def note():
            self._begin().mark_indexed(entries)
            self._databases.commit()

        with_write_lock(self._registry, note)

    def refill(self):
        """Queue every item: the index is new."""

        def put():
            site = self._begin()
            for uid in site.uids:
                item = site.uids.get(uid)
                if item.uid == uid:
                    site.queue.put(uid)
            self._databases.commit()

        with_write_lock(self._registry, put)

    def close(self):
        if self._databases is not None:
            self._databases.close()
            self._databases = None

    def _begin(self):
        if self._databases is None:
            self._databases = open_databases(self._registry)
        else:
            self._databases.refresh()
        self._site = self._databases.site
        return self._site


def snapshot_tid(connection):
    """The id of the newest transaction a connection's snapshot shows: not the storage's newest one."""
    start = getattr(connection._storage, "_start", None)  # noqa: SLF001 - of ZODB's own
    return p64(u64(start) - 1) if start else connection._storage.lastTransaction()  # noqa: SLF001 - of ZODB's own


class PeriodicThread(threading.Thread):
    """Calls ``work`` again and again until stopped; a failure is logged, and waited out."""

    def __init__(self, name, work, every):
        super().__init__(name=name, daemon=True)
        self._work = work
        self._every = every
        self._wake = threading.Event()
        self._stopping = threading.Event()

    def run(self):
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._work()
            except Exception:
                log.exception("%s failed and tries again", self.name)
            self._wake.wait(self._every)

    @property
    def stopping(self):
        """Whether it has been asked to end: what takes long looks now and then."""
        return self._stopping.is_set()

    def wake(self):
        self._wake.set()

    def stop(self):
        self._stopping.set()
        self._wake.set()
        self.join(10)


class Workers:
    """All of them together; hourly tasks share a thread, the others have one each."""

    def __init__(self, registry):
        self._queue = SiteQueue(registry)
        indexer = Indexer(index_of(registry), self._queue, self._queue.load, self._queue.refill)
        self.indexing = IndexerThread(indexer)
        self.delivering = PeriodicThread("moothall-delivery", lambda: deliver(registry), DELIVERY_POLL)
        self.hourly = PeriodicThread("moothall-hourly", partial(run_hourly_tasks, registry), HOURLY)
        self.periodic = {
            task.name: PeriodicThread(f"moothall-{task.name}", partial(task.work, registry), task.every)
            for task in periodic_tasks(registry)
            if task.every != HOURLY
        }
        self.working_off = PeriodicThread("moothall-jobs", self._run_pending(registry), JOB_POLL)

    def _run_pending(self, registry):
        return lambda: run_pending(registry, lambda: self.working_off.stopping)

    def start(self):
        self.indexing.start()
        for repeater in (self.delivering, self.hourly, self.working_off, *self.periodic.values()):
            repeater.start()

    def wake(self):
        """Something was written: look now instead of at the next round."""
        self.indexing.wake()
        self.delivering.wake()
        self.working_off.wake()

    def alive(self):
        """Whether each of them is running, by name."""
        return {
            "indexing": self.indexing.alive,
            "delivering": self.delivering.is_alive(),
            "hourly": self.hourly.is_alive(),
            "working off": self.working_off.is_alive(),
            **{name: repeater.is_alive() for name, repeater in self.periodic.items()},
        }

    def stop(self):
        self.working_off.stop()
        self.indexing.stop()
        self._queue.close()
        for repeater in (self.delivering, self.hourly, *self.periodic.values()):
            repeater.stop()


def run_hourly_tasks(registry):
    """Run each hourly task; one that fails does not stop the others."""
    for task in periodic_tasks(registry):
        if task.every == HOURLY:
            try:
                task.work(registry)
            except Exception:
                log.exception("The periodic task “%s” failed and is tried again in an hour", task.name)


def add_periodic_task(config, name, work, every=HOURLY, title=None):
    """Call ``work(registry)`` again and again in a worker, every ``every`` seconds."""
    register(config, "periodic task", name, PeriodicTask(name, work, float(every), title or name))


def periodic_tasks(registry) -> Iterable[PeriodicTask]:
    """Return the registered tasks."""
    return registered(registry, "periodic task").values()


def _start(event):
    registry = event.app.registry
    if settings_of(registry).work_inside:
        registry.workers = Workers(registry)
        registry.workers.start()


def _end(event):
    workers = event.app.registry.workers
    if workers is not None:
        workers.stop()


def worker_wakeup_tween_factory(handler, registry):
    """After a write, let the workers of this process look at once."""

    def waking_tween(request):
        response = handler(request)
        if registry.workers is not None and request.method not in ("GET", "HEAD", "OPTIONS"):
            registry.workers.wake()
        return response

    return waking_tween


def includeme(config):
    config.registry.workers = None
    config.add_directive("add_periodic_task", add_periodic_task)
    config.add_subscriber(_start, ServingStarts)
    config.add_subscriber(_end, ServingEnds)
    config.add_tween("moothall.core.work.workers.worker_wakeup_tween_factory", over="pyramid_tm.tm_tween_factory")
