"""The audit log: a copy of every logged event and every login in a database of its own.

:mod:`moothall.core.event_log.audit_queue` lists what has yet to be copied, written in the transaction
that makes the change; :mod:`.entries` defines the form of the entries; :mod:`.audit_log` stores them
in a chain of hashes; :mod:`.copying` is the only writer.
"""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Include the modules that register event kinds, periodic tasks and migrations."""
    config.include(".log_events")
    config.include(".retention")
    config.include(".evolve")
