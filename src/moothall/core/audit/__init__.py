"""The audit trail: every fact and every log-in, copied out of the databases they happen in.

:mod:`.waiting` is what has yet to be copied, written in the transaction that makes
the change; :mod:`.entries` says what of it is kept, and in which form; :mod:`.trail`
keeps it in a chain of hashes; :mod:`.copying` is the one writer.
"""


def includeme(config):
    config.include(".log_events")
    config.include(".retention")
    config.include(".evolve")
