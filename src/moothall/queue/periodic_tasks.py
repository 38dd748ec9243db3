"""Queue the daily emails, and delete expired claims and notes."""

from datetime import datetime, time

from moothall.core.base.settings import settings_of
from moothall.core.base.zones import instant, local
from moothall.core.decisions.state_kinds import is_pending
from moothall.core.storage.databases import SITE, open_databases
from moothall.core.storage.write_lock import write_apart
from moothall.people.recipients import daily_deciders
from moothall.people.store import store_of
from moothall.queue.emails import DAILY

CONTENT = ""

#: Hour in the time zone of the site from which the daily emails are queued.
HOUR = 5


def queue_daily_emails(registry):
    """Queue an email for each person with pending decisions, once a day; return their number."""
    now, zone = registry.clock(), settings_of(registry).zone
    here = local(now, zone)
    today = here.date().isoformat()
    if here.hour < HOUR:
        return 0
    with open_databases(registry) as databases:
        site = databases.site
        if site is None or site.claims.emailed_on >= today:
            return 0
        # The recipients are found before the write lock is taken, since that takes a while on large sites.
        found = list(daily_deciders(site, store_of(databases.people_connection), now))

    def leave(site):
        if site.claims.emailed_on >= today:
            return 0
        # The time is the same in every process, so that two processes queue only one email.
        at = instant(datetime.combine(here.date(), time(HOUR)), zone)
        for person in found:
            site.outbox.put(DAILY, person, site.uid, at)
        site.claims.emailed_on = today
        return len(found)

    return write_apart(registry, CONTENT, lambda root: leave(root[SITE]))


def clear_up(registry):
    """Delete expired claims and notes, and approvals of decided items; return their number."""
    now = registry.clock()
    with open_databases(registry) as databases:
        site = databases.site
        if site is None:
            return 0
        decided = [pair for pair in site.claims.agreed if not is_pending(site, pair[1])]
        if not decided and not any(site.claims.expired(now)):
            return 0
    return write_apart(registry, CONTENT, lambda root: root[SITE].claims.purge_expired(now, decided))


def includeme(config):
    config.add_periodic_task("daily emails", queue_daily_emails)
    config.add_periodic_task("decision notes", clear_up, deletes=True)
