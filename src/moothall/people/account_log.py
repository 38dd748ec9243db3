"""Changes of what people hold and what happens to their accounts, for the facts and for the audit trail.

What changes an account is a fact of the site.  Log-ins are none, since they are not
kept as long: they wait in the database of people to be copied to the trail, which
forgets them after a year.  No address, no log-in and no network is in either:
people are named by opaque id, and what was typed by nobody's.
"""

from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.write_lock import write_apart
from moothall.people.authentication import LoggedIn, LoginsFailed
from moothall.people.log_events import LOGIN, LOGINS_FAILED


def record(site, act, changes):
    """Append what a verb of the store has changed to the log, in the same transaction."""
    for change in changes:
        site.facts.append(
            act, change.kind, site.uid, key=(change.person, change.key), before=change.before, after=change.after
        )


def note(site, act, kind, person):
    """Append that an account has a new password or address.  What it was is not said."""
    site.facts.append(act, kind, site["people"].uid, key=(person, None))


def note_log_in(event):
    _note_apart(event, LOGIN, event.person)


def note_failed_log_ins(event):
    _note_apart(event, LOGINS_FAILED, None)


def _note_apart(event, kind, actor):
    # The request's own transaction saves nothing where a log-in is refused.
    write_apart(event.registry, PEOPLE, lambda root: root[PEOPLE].record_event(kind, event.at, actor, event.person))


def includeme(config):
    for subscriber, event in ((note_log_in, LoggedIn), (note_failed_log_ins, LoginsFailed)):
        config.add_subscriber(subscriber, event)
