Waiting emails of an extension that was removed are deleted, with a line in the log, instead of being retried without end.
