``bin/moothall check --repair`` also repairs the list of open requests for access, and drops requests for items that do not exist.
Features add checks of what they store: ``config.add_consistency_check``.
