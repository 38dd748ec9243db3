"""Changes of what people hold and what happens to their accounts, appended to the facts of the site.

The audit trail is fed from there.  No address, no log-in and no network is in a
fact: people are named by opaque id, and what was typed by nobody's.
"""

from moothall.core.facts import Act
from moothall.core.storage import SITE
from moothall.core.writing import write_apart
from moothall.people.authentication import LoggedIn, LoggedOut, LogInsFailed


def record(site, act, changes):
    """Append what a verb of the store has changed to the log, in the same transaction."""
    for change in changes:
        site.facts.append(act, change.kind, site.uid, key=(change.person, change.key), before=change.before,
                          after=change.after)


def note(site, act, kind, person):
    """Append what has happened to an account: a log-in, a new password or address.  What it was is not said."""
    site.facts.append(act, kind, site["people"].uid, key=(person, None))


def _note_apart(registry, act, kind, person):
    # The request's own transaction saves nothing where a log-in is refused.
    write_apart(registry, "", lambda root: note(root[SITE], act, kind, person))


def note_log_in(event):
    _note_apart(event.registry, Act(event.person, event.at), "log-in", event.person)


def note_log_out(event):
    _note_apart(event.registry, Act(event.person, event.at), "log-out", event.person)


def note_failed_log_ins(event):
    _note_apart(event.registry, Act(None, event.at, rule="too many tries"), "log-ins failed", event.person)


def includeme(config):
    for subscriber, event in ((note_log_in, LoggedIn), (note_log_out, LoggedOut), (note_failed_log_ins, LogInsFailed)):
        config.add_subscriber(subscriber, event)
