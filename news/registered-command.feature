``bin/moothall registered`` lists what features and extensions register, and where. The documentation has a tutorial for extensions and
lists all directives.
