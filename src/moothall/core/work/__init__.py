"""Background work: jobs, schedule, outbox, workers."""


def includeme(config):
    config.include(".delivery")
    config.include(".jobs")
    config.include(".workers")
