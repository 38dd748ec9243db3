"""What a person or a group was given, and its end."""

from moothall.core.access.log_events import GRANT
from moothall.core.access.records import SPACE


def grants_of(site, principal):
    """(access record, grants) for everything that names ``principal``, memberships too."""
    return [(record, record.grants[principal]) for record in site.access.values() if principal in record.grants]


def end_grants(act, site, principal, everywhere=False) -> None:
    """Take away what ``principal`` was given on the site, on items and folders.

    Memberships are the affair of spaces, which must not be left without owner; with
    ``everywhere`` what a space has given to a group goes, too.
    """
    for record, grants in grants_of(site, principal):
        if record.kind != SPACE or everywhere:
            before = tuple(grant.role for grant in grants if grant.holds(act.at))
            site.access.set_grants(record, principal, ())
            site.facts.append(act, GRANT, record.uid, key=principal, before=before, after=())
            item = site.uids.get(record.uid)
            if item is not None:
                site.drop_scope(item)
