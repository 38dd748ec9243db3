``bin/moothall settings`` shows every setting, its value and its origin. Commands, servers and workers use the same values, independent of the
working directory.
