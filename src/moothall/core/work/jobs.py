"""Work that takes longer than a request may: done in small transactions, with progress, and never half.

A *job* is a record in the site: of which kind, how far it is, who began it.  A feature
registers its kind with ``config.add_job_kind(kind, work)``; ``work(site, job, at)`` does
one batch and returns whether there is more, in a transaction that its caller commits
together with the progress.  Whatever is killed, the last batch is there or it is not,
and whoever runs the workers next goes on from there.
"""

import logging
import secrets
from datetime import UTC, datetime, timedelta

from BTrees.OOBTree import OOBTree
from persistent import Persistent
from transaction.interfaces import TransientError

from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.storage.write_lock import write

log = logging.getLogger(__name__)

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
STATES = {WAITING: _("Waiting"), RUNNING: _("In progress"), DONE: _("Done"), FAILED: _("Failed")}

#: After so many failures one after the other somebody has to look.
MAX_FAILURES = 5
#: Seconds for which a process has a job to itself after each batch; another one takes over after that.
HELD_FOR = 5
#: So many finished jobs are kept to be looked at.
KEPT = 50

#: Whoever works in this process.
HOLDER = secrets.token_hex(8)


class JobDeferred(Exception):
    """Raised by a kind's work when it has to wait for something else; nothing of the batch is kept."""


class Job(Persistent):
    """One piece of work.  ``arguments`` is plain data for its kind; ``by`` an opaque person id."""

    state = WAITING
    done = 0
    total = 0
    error = ""
    failures = 0
    holder = None
    held_until = None
    ended = None

    def __init__(self, id, kind, by, at, title, arguments, total):
        self.id = id
        self.kind = kind
        self.by = by
        self.at = at
        self.title = title
        self.arguments = arguments
        self.total = total

    @property
    def is_open(self):
        """Whether there is still something to do."""
        return self.state in (WAITING, RUNNING)

    def advance(self, count):
        """So many more steps are done; there can be more than were foreseen."""
        self.done += count
        self.total = max(self.total, self.done)

    def end(self, at):
        """All of it is done."""
        self.state, self.ended, self.total, self.error = DONE, at, self.done, ""

    def note_failure(self, error, at):
        """It went wrong; it is tried again a few times, and then waits for somebody to say so."""
        self.failures += 1
        self.error = error
        self.held_until = at + timedelta(seconds=2**self.failures)
        if self.failures >= MAX_FAILURES:
            self.state, self.ended = FAILED, at

    def try_again(self):
        """Let a failed job be taken up again, where it stopped."""
        self.state, self.failures, self.ended, self.held_until = WAITING, 0, None, None


class Jobs(Persistent):
    """The jobs of a site: those that are open, and the last that have ended."""

    def __init__(self):
        self._jobs = OOBTree()

    def add(self, act, kind, title, arguments, total=0):
        """Begin a job; workers take it up when this transaction is committed."""
        for old in self.ended[KEPT:]:
            del self._jobs[old.id]
        job = Job(secrets.token_hex(8), kind, act.person, act.at, title, arguments, total)
        self._jobs[job.id] = job
        return job

    def get(self, id):
        return self._jobs.get(id)

    @property
    def open(self):
        """What is not done, oldest first."""
        return sorted((job for job in self._jobs.values() if job.is_open), key=lambda job: job.at)

    @property
    def ended(self):
        """What is done or has failed, newest first."""
        return sorted((job for job in self._jobs.values() if not job.is_open), key=lambda job: job.ended, reverse=True)

    def next(self, holder, now):
        """The oldest job that nobody else is working on, or ``None``."""
        return next(
            (
                job
                for job in self.open
                if job.held_until is None or job.held_until <= now or (job.holder == holder and not job.failures)
            ),
            None,
        )


def run_pending(registry, stopping=lambda: False):
    """Do what can be done now, batch by batch; returns how many batches that were."""
    batches = 0
    while not stopping() and write(registry, lambda databases: _one_batch(registry, databases)):
        batches += 1
    return batches


def _one_batch(registry, databases):
    """Do one batch of one job; returns whether it makes sense to ask again at once."""
    # The system's time, not the site's: it says who is alive, and tests stop the other.
    now, site = datetime.now(UTC), databases.site
    job = site.jobs.next(HOLDER, now) if site is not None else None
    if job is None:
        return False
    id, kind = job.id, job.kind
    try:
        more = registered(registry, "job kind")[kind](site, job, registry.clock())
        job.state, job.failures, job.error = RUNNING, 0, ""
        job.holder, job.held_until = HOLDER, now + timedelta(seconds=HELD_FOR)
        if not more:
            job.end(registry.clock())
        # Here, so that what cannot be saved is a failure of the job.
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


def add_job_kind(config, kind, work):
    """Let ``work(site, job, at)`` do one batch of jobs of this kind; see the module's docstring."""
    register(config, "job kind", kind, work)


def includeme(config):
    config.add_directive("add_job_kind", add_job_kind)
