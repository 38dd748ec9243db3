"""Background work: jobs, schedule, outbox, workers."""

from moothall.core.work.jobs import Jobs
from moothall.core.work.outbox import Outbox


def includeme(config):
    config.add_site_store("outbox", Outbox)
    config.add_site_store("jobs", Jobs)
    config.include(".delivery")
    config.include(".jobs")
    config.include(".workers")
