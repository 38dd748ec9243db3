"""Copy queued events to the audit log: each at least once, but with one entry only.

The audit log is committed first; then the events are removed from the queue.  After a crash between
the two, the events are still queued, and skipped because the audit log has them.
"""

import logging
from datetime import datetime
from typing import Any, cast

from pyramid.registry import Registry

from moothall.core.audit import entries
from moothall.core.audit.audit_log import AuditLog, Record, audit_log_in
from moothall.core.authorization.history import PastSite
from moothall.core.content.site import Site
from moothall.core.event_log.audit_queue import Seals
from moothall.core.event_log.kinds import kind_of, registered_kinds
from moothall.core.event_log.log import LogEvent
from moothall.core.storage.databases import AUDIT, PEOPLE, OpenDatabases, open_databases
from moothall.core.storage.write_lock import retry_on_conflict, write

log = logging.getLogger(__name__)

#: Number of logged events, and of account events, per transaction.
BATCH = 500

#: Number and hash of the last entry of the audit log.
Head = tuple[int, bytes]


def copy_all(registry: Registry) -> int:
    """Copy until the queues are empty; return the number of events."""
    copied = 0
    while done := copy(registry):
        copied += done
    return copied


def copy(registry: Registry, batch: int = BATCH) -> int:
    """Copy at most about twice ``batch`` queued events; return the number of processed events."""
    with open_databases(registry) as databases:
        site = databases.site
        if site is None:
            return 0
        log_events, events = _waiting(site, databases.people_connection.root().get(PEOPLE), batch)
        if not log_events and not events:
            return 0
        records = _records(registry, site, log_events, events)
        # The objects cannot be used after the connection is closed.
        log_event_ids, event_ids = [event.id for _order, event in log_events], [event.id for event in events]
    before, head = _append(registry, records)
    _confirm(registry, log_event_ids, event_ids, before, head)
    return len(log_event_ids) + len(event_ids)


def _waiting(site: Site, people: Any, batch: int) -> tuple[list[tuple[int, LogEvent]], list[Any]]:
    waiting, events = site.event_log.waiting, people.events if people is not None else None
    pairs = waiting.peek(batch) if waiting is not None else []
    log_events = [(order, cast(LogEvent, site.event_log.get(id))) for order, id in pairs]
    return log_events, events.peek(batch) if events is not None else []


def _records(registry: Registry, site: Site, log_events: list[tuple[int, LogEvent]], events: list[Any]) -> list[Record]:
    """Return the records for the audit log in the order in which the events happened."""
    pasts: dict[datetime, PastSite] = {}
    found: list[tuple[datetime, int, dict[str, Any], dict[str, Any]]] = []
    for order, event in log_events:
        past = pasts.get(event.at)
        if past is None:
            past = pasts[event.at] = PastSite(site, event.at)
        found.append(
            (
                event.at,
                order,
                *entries.from_log_event(event, kind_of(registry, event.kind), past.space_of(event.subject)),
            )
        )
    found += [
        (event.at, event.order, *entries.from_account_event(event, kind_of(registry, event.kind))) for event in events
    ]
    found.sort(key=lambda one: one[:2])
    return [(said, note) for _at, _order, said, note in found]


def _append(registry: Registry, records: list[Record]) -> tuple[int, Head]:
    """Append to the audit log, with retries after conflicts; return its last number before, and its head."""

    def append() -> tuple[int, Head]:
        with open_databases(registry, AUDIT) as databases:
            trail = databases.root.get(AUDIT)
            if trail is None:
                trail = databases.root[AUDIT] = AuditLog()
            trail.store_kinds(one.kind for one in registered_kinds(registry).values())
            before = trail.head[0]
            if trail.append(records):
                for person in entries.erased_in(records):
                    trail.forget_person(person)
                databases.commit()
            return before, trail.head

    return retry_on_conflict(append)


def _confirm(registry: Registry, log_events: list[int], events: list[int], before: int, head: Head) -> None:
    """Remove copied events from the queues; the seal is stored in the database of the site."""

    def note(databases: OpenDatabases) -> None:
        waiting = databases.site.event_log.waiting
        if waiting is not None:
            _note_gap(databases, waiting.seals, before)
        if log_events:
            waiting.done(log_events)
        if events:
            databases.people_connection.root()[PEOPLE].events.done(events)
        if waiting is not None:
            waiting.seals.put(*head)

    write(registry, note, attempts=20)


def _note_gap(databases: OpenDatabases, seals: Seals, last: int) -> None:
    """Record the entries up to ``last`` after the newest seal if their events are not in the content.

    After a crash between the two commits they are; after the restore of a backup, in which the audit log is copied
    last, they are not.
    """
    first = seals.newest[0] + 1 if seals.newest is not None else 1
    if first > last:
        return
    trail = audit_log_in(databases.connection.get_connection(AUDIT).root())
    entries_after = (trail.get(number) for number in range(first, last + 1))
    if any(
        entry is not None and entry.subject is not None and databases.site.event_log.get(entry.id) is None
        for entry in entries_after
    ):
        seals.note_gap(first, last)
