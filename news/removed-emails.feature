Waiting emails of an extension that was removed are dropped, with a line in the log, instead of being tried again for ever.
