"""The work on the audit trail: copying every few seconds, and forgetting what is older than the settings say."""

import logging
import secrets
from datetime import timedelta
from functools import partial

from moothall.core.audit.audit_log import pruned_record
from moothall.core.audit.copying import copy_all
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.event_log.kinds import registered_kinds
from moothall.core.storage.databases import AUDIT, open_databases

log = logging.getLogger(__name__)

#: Seconds between looks at what waits.  Not at once after each write: entries that come together are one commit.
EVERY = 3.0


def apply_retention(registry):
    """Forget who logged in, and let entries go, as the settings say; returns how many of each."""
    settings, now = settings_of(registry), registry.clock()
    logins = entries = 0
    if settings.audit_login_days:
        logins = _again(registry, lambda trail: trail.forget_logins(now - timedelta(days=settings.audit_login_days)))
    if settings.audit_days:
        before = now - timedelta(days=settings.audit_days)
        record = partial(pruned_record, at=now)
        entries = _again(
            registry, lambda trail: trail.prune(before, lambda base: record(id=secrets.randbits(63), base=base))
        )
    if logins or entries:
        log.info("Of the audit trail, %d entries are gone, and who logged in of %d.", entries, logins)
    return logins, entries


def _again(registry, work):
    """Call ``work(trail)`` in short transactions until there is nothing more to do."""
    total = 0
    while True:
        with open_databases(registry, AUDIT) as databases:
            done = 0
            if AUDIT in databases.root:
                databases.root[AUDIT].learn(one.kind for one in registered_kinds(registry).values())
                done = work(databases.root[AUDIT])
            if not done:
                return total
            databases.commit()
            total += done


def includeme(config):
    config.add_periodic_task("auditing", copy_all, EVERY, title=_("Audit log"))
    config.add_periodic_task("audit retention", apply_retention)
