"""Evolution of sites from before there was an audit trail."""

from moothall.core.access.log_events import BAN, GRANT, MEMBERSHIP
from moothall.core.access.records import SPACE
from moothall.core.event_log.audit_queue import PendingEvents
from moothall.core.event_log.log import ActionContext

AFTERWARDS = "recorded afterwards"


def let_facts_wait(site, registry):
    """Let every fact wait for the trail, and record what is held without one that says so."""
    facts = site.facts
    facts.access = site.access
    if facts.waiting is None:
        facts.waiting = PendingEvents()
    _record_what_is_held(site)
    # Some wait already where somebody wrote before this step was taken; telling one twice does no harm.
    for fact in facts:
        facts.waiting.put(fact)


def _record_what_is_held(site):
    """Add facts of grants and bans that have none, as of when they began."""
    for record in list(site.access.values()):
        kind = MEMBERSHIP if record.kind == SPACE else GRANT
        known = {(fact.kind, fact.key) for fact in site.facts.about(record.uid, {kind.id, BAN.id})}
        for principal, grants in record.grants.items():
            if (kind.id, principal) not in known:
                first = min(grants, key=lambda grant: grant.since)
                site.facts.append(
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
                site.facts.append(
                    ActionContext(ban.by, ban.since, ban.reason, AFTERWARDS),
                    BAN,
                    record.uid,
                    key=person,
                    after="banned",
                    since=ban.since,
                    until=ban.until,
                )


def includeme(config):
    config.add_evolution_step(let_facts_wait, name="core.audit.evolve.let_facts_wait")
