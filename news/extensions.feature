The setting ``moothall.extensions`` names packages that add features to a site. Packages add subcommands of ``bin/moothall`` by entry points
of the group ``moothall.commands``.
