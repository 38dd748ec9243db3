"""What is done beside answering requests: indexing, sending mail, jobs, upkeep.

The embedded server runs these as threads; ``bin/moothall worker`` runs the same
ones in a process of its own.  Each reads its own snapshots and writes in short
transactions under the same lock as requests, so that they do not collide.
"""

import logging
import threading
from functools import partial

import transaction
from ZODB.utils import p64, u64

from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.settings import settings_of
from moothall.core.search.fulltext import document_of, index_of
from moothall.core.search.index.indexer import Indexer, IndexerThread
from moothall.core.storage.databases import open_site
from moothall.core.storage.write_lock import with_write_lock
from moothall.core.work.delivery import deliver
from moothall.core.work.jobs import run_pending
from moothall.core.work.server_events import ServingEnds, ServingStarts

log = logging.getLogger(__name__)

#: Seconds between looks at the outbox and at the jobs, and between rounds of upkeep.
DELIVERY_POLL = 2.0
JOB_POLL = 1.0
HOURLY_TASKS_INTERVAL = 3600.0


class SiteQueue:
    """The index queue of the site as the indexer wants it: one connection, used by one thread."""

    def __init__(self, registry):
        self._registry = registry
        self._manager = transaction.TransactionManager()
        self._connection = None
        self.tid = b"\0" * 8

    def peek(self, limit):
        site = self._begin()
        self._facts = access_data_of(site)
        self.tid = snapshot_tid(self._connection)
        return site.queue.peek(limit)

    def load(self, uid):
        """The document of an item, as of the snapshot of the last :meth:`peek`."""
        return document_of(self._site, uid, self._facts)

    def done(self, entries):
        def note():
            self._begin().mark_indexed(entries)
            self._manager.commit()

        with_write_lock(self._registry, note)

    def refill(self):
        """Queue every item: the index is new."""

        def put():
            site = self._begin()
            for uid in site.uids:
                item = site.uids.get(uid)
                if item.uid == uid:
                    site.queue.put(uid)
            self._manager.commit()

        with_write_lock(self._registry, put)

    def close(self):
        if self._connection is not None:
            self._manager.abort()
            self._connection.close()
            self._connection = None

    def _begin(self):
        if self._connection is None:
            self._manager.begin()
            self._connection, self._site, _people = open_site(self._registry, self._manager)
        else:
            self._manager.abort()
            self._manager.begin()
            self._site = self._connection.root()["site"]
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
    """All of them together.

    ``registry.upkeep`` lists the functions (registry) → None of a round of upkeep, ``registry.rounds``
    (name, function, seconds) of what is done more often.
    """

    def __init__(self, registry):
        self._queue = SiteQueue(registry)
        indexer = Indexer(index_of(registry), self._queue, self._queue.load, self._queue.refill)
        self.indexing = IndexerThread(indexer)
        self.delivering = PeriodicThread("moothall-delivery", lambda: deliver(registry), DELIVERY_POLL)
        self.keeping = PeriodicThread("moothall-upkeep", lambda: _keep_up(registry), HOURLY_TASKS_INTERVAL)
        self.rounds = {
            name: PeriodicThread(f"moothall-{name}", partial(work, registry), every)
            for name, work, every in registry.rounds
        }
        self.working_off = PeriodicThread("moothall-jobs", self._run_pending(registry), JOB_POLL)

    def _run_pending(self, registry):
        return lambda: run_pending(registry, lambda: self.working_off.stopping)

    def start(self):
        self.indexing.start()
        for repeater in (self.delivering, self.keeping, self.working_off, *self.rounds.values()):
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
            "keeping": self.keeping.is_alive(),
            "working off": self.working_off.is_alive(),
            **{name: repeater.is_alive() for name, repeater in self.rounds.items()},
        }

    def stop(self):
        self.working_off.stop()
        self.indexing.stop()
        self._queue.close()
        for repeater in (self.delivering, self.keeping, *self.rounds.values()):
            repeater.stop()


def _keep_up(registry):
    for work in registry.upkeep:
        try:
            work(registry)
        except Exception:
            # The others are not to wait for it.
            log.exception("Upkeep: %s.%s failed and is tried again at the next round", work.__module__, work.__name__)


def add_hourly_task(config, work):
    """Directive: call ``work(registry)`` about once an hour."""
    config.registry.upkeep.append(work)


def add_periodic_task(config, name, work, every):
    """Directive: call ``work(registry)`` every ``every`` seconds."""
    config.registry.rounds.append((name, work, every))


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
    config.registry.upkeep = []
    config.registry.rounds = []
    config.add_directive("add_hourly_task", add_hourly_task)
    config.add_directive("add_periodic_task", add_periodic_task)
    config.add_subscriber(_start, ServingStarts)
    config.add_subscriber(_end, ServingEnds)
    config.add_tween("moothall.core.work.workers.worker_wakeup_tween_factory", over="pyramid_tm.tm_tween_factory")
