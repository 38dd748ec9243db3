"""Delete invitations that ended long ago, and notify owners of memberships that end soon."""

from moothall.core.access.records import SPACE
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.write_lock import write
from moothall.people.store import store_of
from moothall.space import invitations, member_import, members, membership_review


def forget_invitations(registry):
    """Delete invitations that ended a month ago, and reports of that age; return their number."""
    rule = f"ended {invitations.REMEMBERED.days} days ago"
    return _apart(
        registry,
        lambda site, people, at: (
            invitations.forget_ended(site, people, ActionContext(None, at, rule=rule))
            + member_import.forget_reports(people, at)
        ),
    )


def remind_of_expiring_memberships(registry):
    """Put messages to owners about memberships that end soon in the outbox; return the number of spaces."""
    return _apart(registry, lambda site, _people, at: sum(_remind(site, space, at) for space in _spaces(site)))


def _spaces(site):
    for record in site.access.values():
        if record.kind == SPACE and record.state in invitations.OPEN_STATES:
            space = site.uids.get(record.uid)
            if space is not None:
                yield space


def _remind(site, space, at):
    rows = membership_review.due(space, at)
    if not rows:
        return False
    for person in members.owners(space, at):
        site.outbox.put("lapsing", person, space.uid, at, by=None)
    membership_review.note_notified(space, rows, at)
    return True


def _apart(registry, work):
    """Call ``work(site, people, at)`` in a transaction of its own; return its number."""

    def change(databases):
        if databases.site is None:
            return 0
        return work(databases.site, store_of(databases.people_connection), registry.clock())

    return write(registry, change)


def includeme(config):
    config.add_periodic_task("ended invitations", forget_invitations, deletes=True)
    config.add_periodic_task("expiring memberships", remind_of_expiring_memberships)
