"""Notify the people who gave access once, two weeks before it ends."""

from moothall.core.access.expiry import expiring_grants
from moothall.core.storage.write_lock import write


def notify_expiring_grants(registry):
    """Put a message in the outbox for each grant that ends soon and was not announced yet; return their number."""
    return write(registry, lambda databases: _notify(databases.site, registry.clock()))


def _notify(site, now):
    expiring = list(expiring_grants(site, now)) if site is not None else []
    for record, principal, giver, until in expiring:
        site.outbox.put("access ends", giver, record.uid, now, by=giver, principal=principal, until=until)
        site.notified_ends.note(record.uid, principal, until)
    if expiring:
        site.notified_ends.purge(now)
    return len(expiring)


def includeme(config):
    config.add_periodic_task("expiring grants", notify_expiring_grants)
