"""Copying what waits to the trail: at least once, and every fact only once to be found.

The trail is committed first and what waits is taken away after that.  Whoever dies
between the two finds the same facts waiting, and in the trail already.
"""

import logging

from transaction.interfaces import TransientError

from moothall.core.audit import entries
from moothall.core.audit.audit_log import AuditLog
from moothall.core.authorization.history import Past
from moothall.core.event_log.kinds import kind_of, registered_kinds
from moothall.core.storage.databases import AUDIT, PEOPLE, audit_opened, site_opened
from moothall.core.storage.write_lock import pause, with_write_lock

log = logging.getLogger(__name__)

#: So many at a time.
BATCH = 500
ATTEMPTS = 8


def copy_all(registry):
    """Copy until nothing waits; returns how many there were."""
    copied = 0
    while done := copy(registry):
        copied += done
    return copied


def copy(registry, batch=BATCH):
    """Copy what waits, at most about twice ``batch``; returns how many were dealt with."""
    with site_opened(registry) as (site, people_root, _manager):
        if site is None:
            return 0
        facts, events = _waiting(site, people_root.get(PEOPLE), batch)
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
    for attempt in range(ATTEMPTS):
        try:
            with audit_opened(registry) as (root, manager):
                trail = root.get(AUDIT)
                if trail is None:
                    trail = root[AUDIT] = AuditLog()
                trail.learn(one.kind for one in registered_kinds(registry).values())
                if trail.append(records):
                    for person in entries.erased_in(records):
                        trail.forget_person(person)
                    manager.commit()
                    manager.begin()
                return trail.head
        except TransientError:
            if attempt + 1 == ATTEMPTS:
                raise
            pause(attempt)
    raise AssertionError


def _confirm(registry, facts, events, head):
    """What the trail has waits no longer; the seal stays with the facts."""

    def note():
        with site_opened(registry) as (site, people_root, manager):
            if facts:
                site.facts.waiting.done(facts)
            if events:
                people_root[PEOPLE].events.done(events)
            if site.facts.waiting is not None:
                site.facts.waiting.seals.put(*head)
            manager.commit()
            manager.begin()

    with_write_lock(registry, note, attempts=20)
