"""Scheduled transitions: "publish this on Monday", "archive it at the end of the year".

Everyone who may perform a transition may schedule it.  When it is due, the worker performs it on their behalf if
they still may and all its conditions are met; otherwise they are notified why it was not performed.
"""

from moothall.core.work.schedule import Schedule


def includeme(config):
    config.include(".log_events")
    config.include(".panels")
    config.include(".views")
    config.include(".api")
    config.include(".execution")
    config.include(".emails")
    config.add_site_store("schedule", Schedule, step="planning.evolve.add_plans")
