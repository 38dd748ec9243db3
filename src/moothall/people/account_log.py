"""Log changes of roles and accounts to the event log and the audit log.

A change of an account is an event in the event log.  Logins are not, since they are kept for a
shorter time: they wait in the database of people until they are copied to the audit log, which
deletes them after a year.  Neither log contains an address, a username or a network: people are
named by opaque ID, and what was typed is not recorded.
"""

from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.write_lock import write_apart
from moothall.people.authentication import LoggedIn, LoginsFailed
from moothall.people.log_events import LOGIN, LOGINS_FAILED


def record(site, act, changes):
    """Append the changes that a method of the store returned to the event log, in the same transaction."""
    for change in changes:
        site.event_log.append(
            act, change.kind, site.uid, key=(change.person, change.key), before=change.before, after=change.after
        )


def note(site, act, kind, person):
    """Append that an account has a new password or address, without the value."""
    site.event_log.append(act, kind, site["people"].uid, key=(person, None))


def note_login(event):
    _note_apart(event, LOGIN, event.person)


def note_failed_logins(event):
    _note_apart(event, LOGINS_FAILED, None)


def _note_apart(event, kind, actor):
    # The request's own transaction saves nothing if the login is refused.
    write_apart(event.registry, PEOPLE, lambda root: root[PEOPLE].record_event(kind, event.at, actor, event.person))


def includeme(config):
    for subscriber, event in ((note_login, LoggedIn), (note_failed_logins, LoginsFailed)):
        config.add_subscriber(subscriber, event)
