"""Telling people: mails about what concerns them, through the outbox."""


def includeme(config):
    """Filled by the modules of this package."""
