"""The append-only log of changes, and the queue from which the audit log is written."""
