"""Compare entries of the audit log with the events they were copied from."""

from moothall.core.audit import entries as audit_entries
from moothall.core.audit.audit_log import AuditLog
from moothall.core.event_log.kinds import EventKind
from moothall.core.event_log.log import LogEvent


def agrees(entry: audit_entries.AuditEntry, event: LogEvent, kind: EventKind | None) -> bool:
    """Return True if an entry agrees with an event; its person is known for registered kinds only."""
    fields, note = audit_entries.from_log_event(event, kind, entry.space)
    if kind is None and entry.person is not None:
        fields["person"] = entry.person
    data = audit_entries.canonical({**fields, "n": entry.number, **({"note": ""} if note else {})})
    kept = audit_entries.canonical(note) if note and not entry.forgotten else None
    return audit_entries.read(data, entry.digest, kept) == entry


def is_pruned(log: AuditLog, event: LogEvent) -> bool:
    """Return True if entries from the time of an event have been deleted, as the retention period says."""
    return log.pruned_before is not None and event.at < log.pruned_before
