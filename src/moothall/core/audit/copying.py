"""Copying what waits to the trail: at least once, and every fact only once to be found.

The trail is committed first and what waits is taken away after that.  Whoever dies
between the two finds the same facts waiting, and in the trail already.
"""

import logging

from moothall.core.audit import entries
from moothall.core.audit.audit_log import AuditLog
from moothall.core.authorization.history import Past
from moothall.core.event_log.kinds import kind_of, registered_kinds
from moothall.core.storage.databases import AUDIT, PEOPLE, open_databases
from moothall.core.storage.write_lock import retry_on_conflict, write

log = logging.getLogger(__name__)

#: So many at a time.
BATCH = 500


def copy_all(registry):
    """Copy until nothing waits; returns how many there were."""
    copied = 0
    while done := copy(registry):
        copied += done
    return copied


def copy(registry, batch=BATCH):
    """Copy what waits, at most about twice ``batch``; returns how many were dealt with."""
    with open_databases(registry) as databases:
        site = databases.site
        if site is None:
            return 0
        facts, events = _waiting(site, databases.people_connection.root().get(PEOPLE), batch)
        if not facts and not events:
            return 0
        records = _records(registry, site, facts, events)
        # Closing the connection lets go of the objects.
        facts, events = [fact.id for _order, fact in facts], [event.id for event in events]
    head = _append(registry, records)
    _confirm(registry, facts, events, head)
    return len(facts) + len(events)


def _waiting(site, people, batch):
    waiting, events = site.facts.waiting, people.events if people is not None else None
    pairs = waiting.peek(batch) if waiting is not None else []
    facts = [(order, site.facts.get(id)) for order, id in pairs]
    return facts, events.peek(batch) if events is not None else []


def _records(registry, site, facts, events):
    """What the trail is told, in the order in which it happened."""
    pasts, found = {}, []
    for order, fact in facts:
        past = pasts.get(fact.at)
        if past is None:
            past = pasts[fact.at] = Past(site, fact.at)
        found.append(
            (fact.at, order, *entries.from_log_event(fact, kind_of(registry, fact.kind), past.space_of(fact.subject)))
        )
    found += [
        (event.at, event.order, *entries.from_account_event(event, kind_of(registry, event.kind))) for event in events
    ]
    found.sort(key=lambda one: one[:2])
    return [(said, note) for _at, _order, said, note in found]


def _append(registry, records):
    """Write to the trail; returns its head.  Two writers that meet are tried again one after the other."""

    def append():
        with open_databases(registry, AUDIT) as databases:
            trail = databases.root.get(AUDIT)
            if trail is None:
                trail = databases.root[AUDIT] = AuditLog()
            trail.learn(one.kind for one in registered_kinds(registry).values())
            if trail.append(records):
                for person in entries.erased_in(records):
                    trail.forget_person(person)
                databases.commit()
            return trail.head

    return retry_on_conflict(append)


def _confirm(registry, facts, events, head):
    """What the trail has waits no longer; the seal stays with the facts."""

    def note(databases):
        waiting = databases.site.facts.waiting
        if facts:
            waiting.done(facts)
        if events:
            databases.people_connection.root()[PEOPLE].events.done(events)
        if waiting is not None:
            waiting.seals.put(*head)

    write(registry, note, attempts=20)
