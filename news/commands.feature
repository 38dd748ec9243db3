``bin/moothall`` has ``worker``, ``evolve``, ``reindex``, ``check``, ``explain``, ``user``, ``backup`` and ``restore``.
