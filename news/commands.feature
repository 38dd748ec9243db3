``bin/moothall`` has the subcommands ``init``, ``serve``, ``worker``, ``evolve``, ``reindex``, ``check``, ``explain``, ``user``, ``import``,
``backup`` and ``restore``.
