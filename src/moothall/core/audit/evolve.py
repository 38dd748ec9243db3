"""Migration of sites from before there was an audit log."""

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.access.log_events import BAN, GRANT, MEMBERSHIP
from moothall.core.access.records import SPACE
from moothall.core.content.site import Site
from moothall.core.event_log.audit_queue import PendingEvents
from moothall.core.event_log.log import ActionContext

AFTERWARDS = "recorded afterwards"


def queue_older_events(site: Site, _registry: Registry) -> None:
    """Queue all logged events for the audit log, and log grants and bans that have no event."""
    log = site.event_log
    log.access = site.access
    if log.waiting is None:
        log.waiting = PendingEvents()
    _record_what_is_held(site)
    # Events written before this migration are queued already; copying one twice is harmless.
    for event in log:
        log.waiting.put(event)


def _record_what_is_held(site: Site) -> None:
    """Add events for grants and bans that have none, dated when they began."""
    for record in list(site.access.values()):
        kind = MEMBERSHIP if record.kind == SPACE else GRANT
        known = {(event.kind, event.key) for event in site.event_log.about(record.uid, {kind.id, BAN.id})}
        for principal, grants in record.grants.items():
            if (kind.id, principal) not in known:
                first = min(grants, key=lambda grant: grant.since)
                site.event_log.append(
                    ActionContext(first.by, first.since, rule=AFTERWARDS),
                    kind,
                    record.uid,
                    key=principal,
                    before=(),
                    after=tuple(grant.role for grant in grants),
                    since=first.since,
                    until=first.until,
                )
        for person, ban in record.bans.items():
            if (BAN.id, person) not in known:
                site.event_log.append(
                    ActionContext(ban.by, ban.since, ban.reason, AFTERWARDS),
                    BAN,
                    record.uid,
                    key=person,
                    after="banned",
                    since=ban.since,
                    until=ban.until,
                )


def includeme(config: Configurator) -> None:
    """Register the migration."""
    config.add_evolution_step(queue_older_events, name="core.audit.evolve.let_facts_wait")
