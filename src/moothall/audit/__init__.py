"""History of one item and the audit log: what happened, in sentences, for those who may know of it.

- :mod:`.event_formatter` writes the sentences; features register them with the kinds of events they
  log, in their ``log_events`` (``config.add_event_kind``);
- :mod:`.queries` reads a filter from an address, :mod:`.listing` answers it, :mod:`.export` streams it;
- :mod:`.item_entries` finds the changes of access to one item;
- :mod:`.views` has the pages, :mod:`.api` the services ``@audit`` and ``@history``.

Events are kept by :mod:`moothall.core.event_log` and copied to the log by :mod:`moothall.core.audit`.
"""


def includeme(config):
    config.include(".panels")
    config.include(".views")
    config.include(".api")
