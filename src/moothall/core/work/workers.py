"""Workers: indexing, sending email, background jobs and periodic tasks.

The embedded server runs them as threads; ``bin/moothall worker`` runs the same threads in a separate
process.  Each reads its own snapshots and writes in short transactions under the write lock of the
requests, so that writes do not conflict.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from ZODB.utils import p64, u64

from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.backoff import pause_after
from moothall.core.base.registry import register, registered
from moothall.core.base.settings import settings_of
from moothall.core.content.site import Site
from moothall.core.search.fulltext import document_of, index_of
from moothall.core.search.index.indexer import Indexer, IndexerThread
from moothall.core.search.index.interface import IndexDocument
from moothall.core.storage.clock_watch import trusts_clock
from moothall.core.storage.databases import drop_connections, notify_if_lost, open_databases
from moothall.core.storage.failures import is_storage_failure
from moothall.core.storage.write_lock import with_write_lock
from moothall.core.work.delivery import deliver
from moothall.core.work.jobs import run_pending
from moothall.core.work.server_events import ServingEnds, ServingStarts

log = logging.getLogger(__name__)

#: Seconds between checks of the outbox and of the jobs.
DELIVERY_POLL = 2.0
JOB_POLL = 1.0
#: Seconds to wait after the first failure of a thread, and at most; see :func:`.pause_after`.
FIRST_PAUSE, MAX_PAUSE = 2.0, 60.0
#: Seconds between runs of a periodic task that names no interval; these tasks share a thread.
HOURLY = 3600.0


class PeriodicTask(NamedTuple):
    """A function of the registry that is called at an interval in seconds; ``title`` is shown to administrators.

    A task that ``deletes`` by age does not run while the clock may be wrong.
    """

    name: str
    work: Callable[[Any], Any]
    every: float
    title: Any
    deletes: bool = False


class SiteQueue:
    """The index queue of the site as the indexer uses it: one connection, used by one thread."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._databases: Any = None
        self.tid = b"\0" * 8

    def peek(self, limit: int) -> list[tuple[int, object]]:
        """Return entries of the queue from a new snapshot, at most ``limit``."""
        site = self._begin()
        self._access_data = access_data_of(site)
        self.tid = snapshot_tid(self._databases.connection)
        return site.index_queue.peek(limit)

    def load(self, uid: int) -> IndexDocument | None:
        """Return the document of an item from the snapshot of the last :meth:`peek`."""
        return document_of(self._site, uid, self._access_data)

    def done(self, entries: list[tuple[int, object]]) -> None:
        """Remove indexed entries from the queue."""

        def note() -> None:
            self._begin().mark_indexed(entries)
            self._databases.commit()

        with_write_lock(self._registry, note)

    def refill(self) -> None:
        """Queue every item, for a new index."""

        def put() -> None:
            site = self._begin()
            for uid in site.uids:
                item = site.uids.get(uid)
                if item is not None and item.uid == uid:
                    site.index_queue.put(uid)
            self._databases.commit()

        with_write_lock(self._registry, put)

    def close(self) -> None:
        """Close the connection; the next call opens another one."""
        databases, self._databases = self._databases, None
        if databases is not None:
            databases.close()

    def recover(self, error: Exception) -> None:
        """Close the connection after a failure: one whose database was lost cannot begin a transaction any more."""
        try:
            self.close()
        except Exception as another:
            log.info("The connection of the indexer could not be closed after %r: %r", error, another)

    def _begin(self) -> Site:
        if self._databases is None:
            self._databases = open_databases(self._registry)
        else:
            self._databases.refresh()
        self._site = self._databases.site
        return self._site


def snapshot_tid(connection: Any) -> bytes:
    """Return the id of the newest transaction in a connection's snapshot, which may be older than the storage's."""
    start = getattr(connection._storage, "_start", None)  # noqa: SLF001 - of ZODB's own
    return p64(u64(start) - 1) if start else connection._storage.lastTransaction()  # noqa: SLF001 - of ZODB's own


class PeriodicThread(threading.Thread):
    """A thread that calls ``work`` every ``every`` seconds until it is stopped.

    Failures are logged, and followed by longer and longer pauses; ``failed(error)`` is called after each.
    """

    def __init__(self, name: str, work: Callable[[], Any], every: float, failed: Callable[[Exception], Any]) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._every = every
        self._failed = failed
        self._failures = 0
        self._wake = threading.Event()
        self._stopping = threading.Event()

    def run(self) -> None:
        """Call the work until the thread is stopped."""
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._work()
            except Exception as error:
                self._failures += 1
                pause = max(pause_after(self._failures, FIRST_PAUSE, MAX_PAUSE), min(self._every, MAX_PAUSE))
                # Repeated tracebacks of an unreachable database add nothing.
                log.error(
                    "%s failed %d times and tries again in %.1f s: %s",
                    self.name,
                    self._failures,
                    pause,
                    error,
                    exc_info=not is_storage_failure(error),
                )
                self._failed(error)
                # New work does not shorten the pause, because the cause of the failure needs time to go away.
                self._stopping.wait(pause)
            else:
                self._failures = 0
                self._wake.wait(self._every)

    @property
    def stopping(self) -> bool:
        """Return True if the thread should stop; long work checks it regularly."""
        return self._stopping.is_set()

    def wake(self) -> None:
        """Call the work now."""
        self._wake.set()

    def stop(self) -> None:
        """Stop the thread; wait up to 10 seconds for the end of its work."""
        self._stopping.set()
        self._wake.set()
        self.join(10)


class Workers:
    """All worker threads; hourly tasks share one thread."""

    def __init__(self, registry: Registry) -> None:
        self._queue = SiteQueue(registry)
        indexer = Indexer(index_of(registry), self._queue, self._queue.load, self._queue.refill)
        failed = partial(recover, registry)

        def indexing_failed(error: Exception) -> None:
            self._queue.recover(error)
            failed(error)

        self.indexing = IndexerThread(indexer, failed=indexing_failed)

        def periodic(name: str, work: Callable[[], Any], every: float) -> PeriodicThread:
            return PeriodicThread(f"moothall-{name}", work, every, failed)

        self.delivering = periodic("delivery", lambda: deliver(registry), DELIVERY_POLL)
        self.hourly = periodic("hourly", partial(run_hourly_tasks, registry), HOURLY)
        self.periodic = {
            task.name: periodic(task.name, partial(task.work, registry), task.every)
            for task in periodic_tasks(registry)
            if task.every != HOURLY
        }
        self.services = {name: create(registry) for name, create in registered(registry, "worker service").items()}
        self.working_off = periodic("jobs", self._run_pending(registry), JOB_POLL)

    def _run_pending(self, registry: Registry) -> Callable[[], int]:
        return lambda: run_pending(registry, lambda: self.working_off.stopping)

    def start(self) -> None:
        """Start all threads."""
        self.indexing.start()
        for repeater in (self.delivering, self.hourly, self.working_off, *self.periodic.values()):
            repeater.start()
        for service in self.services.values():
            service.start()

    def wake(self) -> None:
        """Check for work now, because something was written."""
        self.indexing.wake()
        self.delivering.wake()
        self.working_off.wake()

    def alive(self) -> dict[str, bool]:
        """Return by name whether each thread is running."""
        return {
            "indexing": self.indexing.alive,
            "delivering": self.delivering.is_alive(),
            "hourly": self.hourly.is_alive(),
            "working off": self.working_off.is_alive(),
            **{name: repeater.is_alive() for name, repeater in self.periodic.items()},
            **{name: service.is_alive() for name, service in self.services.items()},
        }

    def stop(self) -> None:
        """Stop all threads."""
        for service in self.services.values():
            service.stop()
        self.working_off.stop()
        self.indexing.stop()
        self._queue.close()
        for repeater in (self.delivering, self.hourly, *self.periodic.values()):
            repeater.stop()


def recover(registry: Registry, error: Exception) -> None:
    """Make the next attempt possible after a failure: a connection to a lost database stays broken."""
    if is_storage_failure(error):
        drop_connections(registry)
    notify_if_lost(registry)


def run_hourly_tasks(registry: Registry) -> None:
    """Run each hourly task; a failure is logged and does not prevent the others.

    Those that delete by age wait while the clock may be wrong.
    """
    tasks = [task for task in periodic_tasks(registry) if task.every == HOURLY]
    trusted = not any(task.deletes for task in tasks) or trusts_clock(registry)
    for task in tasks:
        if trusted or not task.deletes:
            try:
                task.work(registry)
            except Exception as error:
                log.exception("The periodic task “%s” failed and is tried again in an hour", task.name)
                recover(registry, error)


def add_periodic_task(
    config: Configurator,
    name: str,
    work: Callable[[Registry], Any],
    every: float = HOURLY,
    title: Any = None,
    deletes: bool = False,
) -> None:
    """Call ``work(registry)`` in a worker every ``every`` seconds.

    ``title`` is shown to administrators; the default is ``name``.  An hourly task that ``deletes`` by age is not
    called while the clock may be wrong (:mod:`moothall.core.storage.clock_watch`).
    """
    if deletes and every != HOURLY:
        raise ConfigurationError(f"The periodic task {name!r} deletes by age, so that it must be hourly.")
    register(config, "periodic task", name, PeriodicTask(name, work, float(every), title or name, deletes))


def add_worker_service(config: Configurator, name: str, create: Callable[[Registry], Any]) -> None:
    """Run something beside the periodic tasks in the process of the workers, such as a listener.

    ``create(registry)`` returns an object with ``start()``, ``stop()`` and ``is_alive()``.
    """
    register(config, "worker service", name, create)


def periodic_tasks(registry: Registry) -> Iterable[PeriodicTask]:
    """Return the registered tasks."""
    return registered(registry, "periodic task").values()


def _start(event: Any) -> None:
    registry = event.app.registry
    if settings_of(registry).work_inside:
        registry.workers = Workers(registry)
        registry.workers.start()


def _end(event: Any) -> None:
    workers = event.app.registry.workers
    if workers is not None:
        workers.stop()


def worker_wakeup_tween_factory(handler: Callable[[Any], Any], registry: Registry) -> Callable[[Any], Any]:
    """Return a tween that lets the workers of this process check for work after each write."""

    def waking_tween(request: Request) -> Response:
        response = handler(request)
        if registry.workers is not None and request.method not in ("GET", "HEAD", "OPTIONS"):
            registry.workers.wake()
        return response

    return waking_tween


def includeme(config: Configurator) -> None:
    """Register the directive, the subscribers and the tween."""
    config.registry.workers = None
    config.add_directive("add_periodic_task", add_periodic_task)
    config.add_directive("add_worker_service", add_worker_service)
    config.add_subscriber(_start, ServingStarts)
    config.add_subscriber(_end, ServingEnds)
    config.add_tween("moothall.core.work.workers.worker_wakeup_tween_factory", over="pyramid_tm.tm_tween_factory")
