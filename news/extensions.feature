The setting ``moothall.extensions`` names packages that add features to a site. Packages add subcommands of ``bin/moothall`` by entry points
of the group ``moothall.commands``. A site that was made with an extension starts and serves without it. Its items appear nowhere and are kept; ``bin/moothall check`` lists
their classes. They are back when the extension is loaded again.
