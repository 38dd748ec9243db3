"""Operational problems of background work."""

from moothall.core.base.i18n import _
from moothall.core.storage.clock_watch import GRACE
from moothall.core.work.jobs import FAILED

#: Lag in seconds from which it is reported.
LAGGING = 60


def jobs_of(registry):
    """Return the periodic jobs of this process and whether each is running; none if workers run separately."""
    workers = registry.workers
    return {} if workers is None else workers.alive()


def problems(request):
    """Return a sentence for each problem of background work."""
    found = []
    jobs = jobs_of(request.registry)
    if jobs and not all(jobs.values()):
        found.append(_("A worker has stopped. Check the log and restart the server."))
    workers = request.registry.workers
    if workers is not None and workers.indexing.lag().seconds > LAGGING:
        found.append(_("The search index is more than a minute behind."))
    jump = request.site.clock_watch.jump
    if jump is not None:
        found.append(
            _(
                "The clock of the server jumped forward by more than a day. Nothing is permanently deleted "
                "until ${date}. If the time is wrong, correct it before then.",
                mapping={"date": jump[1] + GRACE},
            )
        )
    if any(job.state == FAILED for job in request.site.jobs.ended):
        found.append(_("A background job failed and needs attention."))
    if any(message.error for message in request.site.outbox):
        found.append(_("Some emails could not be sent. They will be retried."))
    return found
