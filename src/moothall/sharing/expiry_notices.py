"""Notify whoever gave access until a date two weeks before it ends, once."""

import transaction

from moothall.core.access.expiry import expiring_grants
from moothall.core.storage.databases import open_site
from moothall.core.storage.write_lock import hold_write_lock


def notify_expiring_grants(registry):
    """Leave a message for each end that comes near and was not told yet; returns how many."""
    manager = transaction.TransactionManager(explicit=True)
    with hold_write_lock(registry):
        manager.begin()
        connection, site, _people = open_site(registry, manager)
        try:
            if site is None:
                return 0
            now = registry.clock()
            told = list(expiring_grants(site, now))
            for record, principal, giver, until in told:
                site.outbox.put("access ends", giver, record.uid, now, by=giver, principal=principal, until=until)
                site.told_ends.note(record.uid, principal, until)
            if told:
                site.told_ends.purge(now)
                manager.commit()
                manager.begin()
            return len(told)
        finally:
            manager.abort()
            connection.close()


def includeme(config):
    config.add_periodic_task("expiring grants", notify_expiring_grants)
