"""Find and end the grants of a person or a group."""

from moothall.core.access.log_events import GRANT
from moothall.core.access.records import SPACE


def grants_of(site, principal):
    """Yield (access record, grants) for every record that names ``principal``, including memberships."""
    return [(record, record.grants[principal]) for record in site.access.values() if principal in record.grants]


def end_grants(act, site, principal, everywhere=False) -> None:
    """End the grants of ``principal`` on the site, on items and on folders.

    Memberships belong to spaces, which must keep an owner; with ``everywhere``, roles that a space has
    given to a group end too.
    """
    for record, grants in grants_of(site, principal):
        if record.kind != SPACE or everywhere:
            before = tuple(grant.role for grant in grants if grant.holds(act.at))
            site.access.set_grants(record, principal, ())
            site.event_log.append(act, GRANT, record.uid, key=principal, before=before, after=())
            item = site.uids.get(record.uid)
            if item is not None:
                site.drop_scope(item)
