"""Periodic tasks of the audit log: copy events every few seconds, delete entries as the settings say."""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.audit.audit_log import AuditLog, pruned_record
from moothall.core.audit.copying import copy_all
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.event_log.kinds import registered_kinds
from moothall.core.storage.databases import AUDIT, open_databases

log = logging.getLogger(__name__)

#: Seconds between copies of queued events; a write does not start one, so that more events share a commit.
EVERY = 3.0


def apply_retention(registry: Registry) -> tuple[int, int]:
    """Delete old notes of logins, and old entries, as the settings say; return the number of each."""
    settings: Any = settings_of(registry)
    now = registry.clock()
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
        log.info("Deleted %d audit entries and the notes of %d logins.", entries, logins)
    return logins, entries


def _again(registry: Registry, work: Callable[[AuditLog], int]) -> int:
    """Call ``work(audit_log)`` in short transactions until it returns 0; return the sum."""
    total = 0
    while True:
        with open_databases(registry, AUDIT) as databases:
            done = 0
            if AUDIT in databases.root:
                databases.root[AUDIT].store_kinds(one.kind for one in registered_kinds(registry).values())
                done = work(databases.root[AUDIT])
            if not done:
                return total
            databases.commit()
            total += done


def includeme(config: Configurator) -> None:
    """Register the periodic tasks."""
    config.add_periodic_task("auditing", copy_all, EVERY, title=_("Audit log"))
    config.add_periodic_task("audit retention", apply_retention, deletes=True)
