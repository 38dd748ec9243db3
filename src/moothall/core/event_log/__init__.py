"""The append-only log of changes, and the queue from which the audit log is written."""


def includeme(config):
    config.include(".kinds")
