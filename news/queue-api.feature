Programs see what waits and decide by ``@queue``; features add kinds of decisions with ``config.add_queue_kind``.
