"""The health of a running process and of its site, for monitoring; it contains no names and no content."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from pyramid.registry import Registry

from moothall.core.base.settings import settings_of
from moothall.core.storage.backup_times import BACKUP, RESTORE, times_in
from moothall.core.storage.databases import databases_of, open_databases
from moothall.core.storage.migrations import unfinished
from moothall.core.work.jobs import FAILED


class Gauge(NamedTuple):
    """A metric of the Prometheus type gauge: its name, its description, and its values by label."""

    name: str
    about: str
    values: dict[str, float]
    label: str = ""


def problems(registry: Registry) -> list[str]:
    """Return a sentence for each reason for which this process should be restarted."""
    workers = registry.workers
    dead = [name for name, alive in workers.alive().items() if not alive] if workers is not None else []
    return [f"The worker thread “{name}” has stopped." for name in dead]


def obstacles(registry: Registry) -> list[str]:
    """Return a sentence for each reason for which this process cannot answer requests now."""
    found = []
    for name, database in databases_of(registry).items():
        try:
            with open_databases(registry, name) as databases:
                databases.root.keys()
                if not name and databases.site is None:
                    found.append("There is no site yet.")
                elif not name and unfinished(databases.site, registry):
                    found.append("The stored data must be migrated.")
        except Exception as error:
            found.append(f"A database ({database.database_name}) cannot be read: {type(error).__name__}.")
    return found


def gauges(registry: Registry) -> Iterator[Gauge]:
    """Yield the current values; those of a database that cannot be read are left out."""
    now = registry.clock()
    workers = registry.workers
    if workers is not None:
        yield Gauge("index_lag_seconds", "Seconds since the search index was complete.", _one(_lag(workers)))
        alive = {name: float(is_alive) for name, is_alive in workers.alive().items()}
        yield Gauge("worker_alive", "1 while the worker thread is running.", alive, "worker")
    times = times_in(settings_of(registry).backups_path)
    for what, name, about in (
        (BACKUP, "last_backup_timestamp_seconds", "Time of the last complete backup; 0 if there is none."),
        (RESTORE, "last_tested_restore_timestamp_seconds", "Time of the last tested restore; 0 if there is none."),
    ):
        yield Gauge(name, about, _one(times[what].timestamp() if what in times else 0))
    try:
        found = list(_of_databases(registry, now))
    except Exception:
        found = []
    yield Gauge("databases_readable", "1 if all databases can be read.", _one(float(bool(found))))
    yield from found


def _of_databases(registry: Registry, now: datetime) -> Iterator[Gauge]:
    sizes = {name: float(one.getSize()) for name, one in databases_of(registry).items()}
    with open_databases(registry) as databases:
        site = databases.site
        if site is None:
            return
        messages = list(site.outbox)
        oldest = min((message.at for message in messages), default=now)
        waiting = site.event_log.waiting
        jobs = [*site.jobs.open, *site.jobs.ended]
        yield Gauge("database_bytes", "Size of a database, without its files.", sizes, "database")
        yield Gauge("index_queue_items", "Changed items that wait to be indexed.", _one(len(site.index_queue)))
        yield Gauge("outbox_messages", "Emails that wait to be sent.", _one(len(messages)))
        yield Gauge(
            "outbox_oldest_seconds", "Age of the oldest email that waits.", _one((now - oldest).total_seconds())
        )
        yield Gauge("audit_queue_events", "Events not copied to the audit log yet.", _one(len(waiting or ())))
        yield Gauge("jobs_open", "Background jobs that are not finished.", _one(sum(job.is_open for job in jobs)))
        yield Gauge("jobs_failed", "Background jobs that failed.", _one(sum(job.state == FAILED for job in jobs)))
        jumped = site.clock_watch.jump is not None
        yield Gauge("clock_jumped", "1 while nothing is deleted by age after a jump of the clock.", _one(jumped))


def _lag(workers: Any) -> float:
    return workers.indexing.lag().seconds


def _one(value: float) -> dict[str, float]:
    return {"": float(value)}
