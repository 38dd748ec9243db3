"""Background work: jobs, scheduled transitions, outbox and workers."""

from pyramid.config import Configurator

from moothall.core.work.jobs import Jobs
from moothall.core.work.outbox import Outbox


def includeme(config: Configurator) -> None:
    """Register the stores and include the modules that register directives."""
    config.add_site_store("outbox", Outbox)
    config.add_site_store("jobs", Jobs)
    config.include(".delivery")
    config.include(".jobs")
    config.include(".workers")
    config.include(".packing")
