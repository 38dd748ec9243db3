"""Sample content: the same each time for the same date, written by hand for this domain."""
