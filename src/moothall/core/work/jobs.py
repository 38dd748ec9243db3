"""Background jobs: long work in small transactions, with progress.

A *job* is a persistent record of its kind, its progress and the person who started it.  A feature
registers a kind with ``config.add_job_kind(kind, work)``; ``work(site, job, at)`` does one batch and
returns whether there is more, in a transaction that its caller commits together with the progress.
If a process is killed, the last batch is committed or not, and the next worker continues from there.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent
from pyramid.config import Configurator
from pyramid.registry import Registry
from transaction.interfaces import TransientError

from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import OpenDatabases
from moothall.core.storage.write_lock import write

log = logging.getLogger(__name__)

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
STATES = {WAITING: _("Waiting"), RUNNING: _("In progress"), DONE: _("Done"), FAILED: _("Failed")}

#: Consecutive failures before a job is marked failed.
MAX_FAILURES = 5
#: Seconds after a batch during which only the same process continues a job; then any other can take over.
HELD_FOR = 5
#: Number of finished jobs that are kept for administrators.
KEPT = 50

#: Random ID of this worker process.
HOLDER = secrets.token_hex(8)


class JobDeferred(Exception):
    """Raised by the work of a kind if it has to wait for something else; the batch is rolled back."""


#: Does one batch: ``work(site, job, at)``; returns whether there is more.
Work = Callable[[Any, "Job", datetime], object]


class Job(Persistent):
    """One background job.  ``arguments`` is plain data for its kind; ``by`` an opaque person id."""

    state = WAITING
    done = 0
    total = 0
    error = ""
    failures = 0
    #: ID of the worker process that did the last batch.
    holder: str | None = None
    held_until: datetime | None = None
    ended: datetime | None = None
    #: False for work on items that are hidden from the person who started it.
    is_listed = True

    def __init__(
        self, id: str, kind: str, by: str | None, at: datetime, title: Any, arguments: dict[str, Any], total: int
    ) -> None:
        self.id = id
        self.kind = kind
        self.by = by
        self.at = at
        self.title = title
        self.arguments = arguments
        self.total = total

    @property
    def is_shown(self) -> bool:
        """Return True if pages show the job: any that is listed, or needs attention."""
        return self.is_listed or self.state == FAILED

    @property
    def is_open(self) -> bool:
        """Return True if the job is not finished."""
        return self.state in (WAITING, RUNNING)

    def advance(self, count: int) -> None:
        """Add to the number of finished units; units beyond the total are not counted."""
        self.done = min(self.done + count, self.total)

    def end(self, at: datetime) -> None:
        """Mark the job as done."""
        self.state, self.ended, self.done, self.error = DONE, at, self.total, ""

    def note_failure(self, error: str, at: datetime) -> None:
        """Count a failure, and set the time of the next attempt or mark the job as failed."""
        self.failures += 1
        self.error = error
        self.held_until = at + timedelta(seconds=2**self.failures)
        if self.failures >= MAX_FAILURES:
            self.state, self.ended = FAILED, at

    def try_again(self) -> None:
        """Restart a failed job where it stopped."""
        self.state, self.failures, self.ended, self.held_until = WAITING, 0, None, None


class Jobs(Persistent):
    """The jobs of a site: the open ones, and the last finished ones."""

    def __init__(self) -> None:
        self._jobs = OOBTree()

    def add(
        self,
        act: ActionContext,
        kind: str,
        title: Any,
        arguments: dict[str, Any],
        total: int = 0,
        is_listed: bool = True,
    ) -> Job:
        """Add a job; workers start it after the transaction is committed."""
        for old in self.ended[KEPT:]:
            del self._jobs[old.id]
        job = Job(secrets.token_hex(8), kind, act.person, act.at, title, arguments, total)
        if not is_listed:
            job.is_listed = False
        self._jobs[job.id] = job
        return job

    def get(self, id: str) -> Job | None:
        """Return the job with this id, or None."""
        return self._jobs.get(id)

    def shown(self, id: str) -> Job | None:
        """Return the job with this id if pages show it, or None."""
        job = self.get(id)
        return job if job is not None and job.is_shown else None

    @property
    def open(self) -> list[Job]:
        """Return the unfinished jobs, oldest first."""
        return sorted((job for job in self._jobs.values() if job.is_open), key=lambda job: job.at)

    @property
    def ended(self) -> list[Job]:
        """Return the jobs that are done or have failed, newest first."""
        return sorted((job for job in self._jobs.values() if not job.is_open), key=lambda job: job.ended, reverse=True)

    def next(self, holder: str, now: datetime) -> Job | None:
        """Return the oldest job that no other process is working on, or None."""
        return next(
            (
                job
                for job in self.open
                if job.held_until is None or job.held_until <= now or (job.holder == holder and not job.failures)
            ),
            None,
        )


def run_pending(registry: Registry, stopping: Callable[[], bool] = lambda: False) -> int:
    """Run all jobs that can run now, batch by batch; return the number of batches."""
    batches = 0
    while not stopping() and write(registry, lambda databases: _one_batch(registry, databases)):
        batches += 1
    return batches


def _one_batch(registry: Registry, databases: OpenDatabases) -> bool:
    """Do one batch of one job; return True if there may be another."""
    # The time of a batch is the system time, since tests can stop the clock of the site.
    now, site = datetime.now(UTC), databases.site
    job = site.jobs.next(HOLDER, now) if site is not None else None
    if job is None:
        return False
    id, kind = job.id, job.kind
    try:
        work = registered(registry, "job kind").get(kind)
        if work is None:
            raise LookupError(f"no feature that is loaded does jobs of kind {kind!r}")
        more = work(site, job, registry.clock())
        job.state, job.failures, job.error = RUNNING, 0, ""
        job.holder, job.held_until = HOLDER, now + timedelta(seconds=HELD_FOR)
        if not more:
            job.end(registry.clock())
        # Committing here makes a failed commit a failure of the job.
        databases.commit()
    except JobDeferred:
        databases.refresh()
        return False
    except TransientError:
        raise
    except Exception as error:
        log.exception("Job %s (%s) failed", id, kind)
        databases.refresh()
        site.jobs.get(id).note_failure(f"{type(error).__name__}: {error}", now)
    return True


def add_job_kind(config: Configurator, kind: str, work: Work) -> None:
    """Register ``work(site, job, at)``, which does one batch of jobs of a kind; see the module's docstring."""
    register(config, "job kind", kind, work)


def includeme(config: Configurator) -> None:
    """Register the directive."""
    config.add_directive("add_job_kind", add_job_kind)
