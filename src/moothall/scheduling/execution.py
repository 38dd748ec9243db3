"""Perform scheduled transitions when they are due.

Each is performed and deleted in one transaction, so it is performed once even if a process is killed.  The person's
rights and the conditions of the transition are checked at that time.
"""

import logging

from transaction.interfaces import TransientError
from ZODB.POSException import POSError

from moothall.core.access.person import GUEST
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.errors import MoothallError
from moothall.core.base.i18n import _
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.write_lock import write
from moothall.core.workflow import transition as steps
from moothall.people.store import store_of
from moothall.scheduling.content import check_unchanged, forget
from moothall.ui.locale import localizer_for

log = logging.getLogger(__name__)

#: Seconds between checks of the schedule.
EVERY = 20.0
RULE = "planned"


def run_due(registry):
    """Perform every due transition; return the number of those performed or given up."""
    done = 0
    while write(registry, lambda databases: _run_one(registry, databases)):
        done += 1
    return done


def _run_one(registry, databases):
    """Process the first due transition; return True if there was one."""
    now, site, people = registry.clock(), databases.site, databases.people_connection
    planned = site.schedule.due(now) if site is not None else None
    if planned is None:
        return False
    try:
        _perform(registry, site, people, planned, now)
    except (TransientError, POSError):
        raise
    except Exception as error:
        if not isinstance(error, MoothallError):
            log.exception("Scheduled transition %s of item %d failed", planned.step, planned.about)
        # Changes of a transition that failed half-way are rolled back.
        databases.refresh()
        sentence = error.message if isinstance(error, MoothallError) else MoothallError.default
        _give_up(registry, site, people, site.schedule.due(now), now, sentence)
    return True


def _perform(registry, site, people, planned, now):
    item = site.uids.get(planned.about)
    act = ActionContext(planned.by, now, planned.reason, RULE).citing(planned.rule)
    if item is None:
        site.schedule.remove(planned)
        return
    account = store_of(people).by_id(planned.by)
    person = account.person if account is not None and account.enabled else GUEST
    forget(act, item, planned)
    viewer = AccessContext(site, person, now)
    check_unchanged(viewer, item, planned)
    steps.perform(viewer, act, item, planned.step, registry.notify)


def _give_up(registry, site, people, planned, now, sentence):
    """Delete a scheduled transition that cannot be performed, and notify its creator."""
    item = site.uids.get(planned.about)
    log.info("Scheduled transition %s of item %d is not possible: %s", planned.step, planned.about, sentence)
    forget(ActionContext(None, now, "", RULE), item, planned)
    account = store_of(people).by_id(planned.by)
    if account is not None:
        # The text is translated here, since the stored text is plain.
        why = localizer_for(registry, account.language, account.zone_name).translate(sentence)
        site.outbox.put("plan failed", planned.by, item.uid, now, step=planned.step, why=why)


def includeme(config):
    config.add_periodic_task("planning", run_due, EVERY, title=_("Scheduled actions"))
