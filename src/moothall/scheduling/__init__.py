"""Steps at a date: "publish this on Monday", "archive it at the end of the year".

Whoever may take a step may plan it.  When its time has come, the worker takes it on
their behalf, if they still may and nothing that the step asks for is missing then;
otherwise they are told why it was not taken.
"""

from moothall.core.work.schedule import Schedule


def includeme(config):
    config.include(".log_events")
    config.include(".panels")
    config.include(".views")
    config.include(".api")
    config.include(".execution")
    config.include(".emails")
    config.add_site_store("plans", Schedule, step="planning.evolve.add_plans")
