"""Notify people who gave access two weeks before it ends, once."""

from moothall.core.access.expiry import expiring_grants
from moothall.core.storage.write_lock import write


def notify_expiring_grants(registry):
    """Leave a message for each grant that ends soon and was not announced yet; return how many."""
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
