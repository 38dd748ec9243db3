"""Digests: what happened in a space in one email, daily or weekly, in the time zone of the person.

Everything that would have been an email at once waits in the person's inbox.  What a person may no longer see is left
out when the email is composed, and an email about nothing is not sent.
"""

from datetime import datetime

from BTrees.OOBTree import OOBTree

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.base.zones import local, zone_of
from moothall.core.content.uids import uid_name
from moothall.core.storage.databases import PEOPLE, SITE, open_databases
from moothall.core.storage.write_lock import write_apart
from moothall.notification.inbox import DIGESTED, inbox_of, inboxes
from moothall.people.store import PeopleStore, store_of

DATA_KEY = "digests"
DAILY, WEEKLY, NEVER = "daily", "weekly", "never"
#: How often → its title.
FREQUENCIES = {
    NEVER: _("An email immediately"),
    DAILY: _("A digest every day"),
    WEEKLY: _("A digest every Monday"),
}
#: Hour from which digests are sent, in the time zone of the person.
HOUR = 7
MONDAY = 0
KIND = "digest"


def frequency_of(people: PeopleStore, person: str, space: int) -> str | None:
    """Return how often a person gets a digest of a space, or None for emails at once."""
    stored = people.feature_data(DATA_KEY)
    return stored.get((person, space)) if stored is not None else None


def set_frequency(people: PeopleStore, person: str, space: int, frequency: str) -> None:
    """Choose how often a person gets a digest of a space; :data:`NEVER` means emails at once.

    What waits for a digest is sent in the next one in any case.
    """
    if frequency not in FREQUENCIES:
        raise BadInput(
            _("“${name}” must be one of: ${values}.", mapping={"name": "frequency", "values": ", ".join(FREQUENCIES)})
        )
    stored = people.feature_data(DATA_KEY, OOBTree)
    if frequency == NEVER:
        stored.pop((person, space), None)
    elif stored.get((person, space)) != frequency:
        stored[person, space] = frequency


def digests_of(people: PeopleStore, person: str) -> dict[int, str]:
    """Return UID of a space → how often a person gets its digest."""
    stored = people.feature_data(DATA_KEY)
    if stored is None:
        return {}
    return {space: frequency for (_person, space), frequency in stored.items(min=(person,), max=(person, 2**63))}


def forget(people: PeopleStore, person: str) -> None:
    """Delete the choices of a person."""
    stored = people.feature_data(DATA_KEY)
    for space in digests_of(people, person):
        del stored[person, space]


def _due_spaces(people, account, inbox, now, registry):
    """Return the spaces of which a digest is due for a person at this hour."""
    zone = zone_of(account.zone_name) if account.zone_name else settings_of(registry).zone
    here = local(now, zone)
    if here.hour < HOUR:
        return []
    waiting = dict.fromkeys(space for space, _id in inbox.due)
    weekly = here.weekday() == MONDAY
    return [space for space in waiting if frequency_of(people, account.id, space) != WEEKLY or weekly]


def queue_digests(registry) -> int:
    """Queue an email for each person with a digest that is due; return their number."""
    now = registry.clock()
    with open_databases(registry) as databases:
        if databases.site is None:
            return 0
        people, found = store_of(databases.people_connection), []
        for person, inbox in inboxes(people):
            account = people.by_id(person) if len(inbox.due) else None
            if account is not None and _is_due(people, account, inbox, now, registry):
                found.append(person)
    count = 0
    for person in found:
        count += write_apart(registry, "", lambda root, person=person: _queue(registry, root, person, now))
    return count


def _is_due(people, account, inbox, now, registry):
    return bool(_due_spaces(people, account, inbox, now, registry)) and _day(registry, account, now) != inbox_day(inbox)


def inbox_day(inbox) -> str:
    """Return the day of the last digest, as ISO 8601."""
    return getattr(inbox, "digest_day", "")


def _day(registry, account, now: datetime) -> str:
    zone = zone_of(account.zone_name) if account.zone_name else settings_of(registry).zone
    return local(now, zone).date().isoformat()


def _queue(registry, root, person, now) -> int:
    """Put one digest in the outbox, with the notifications in it, and remove them from those that wait."""
    site = root[SITE]
    people = PeopleStore(site._p_jar.get_connection(PEOPLE).root()[PEOPLE])
    account, inbox = people.by_id(person), inbox_of(people, person)
    if account is None or inbox is None or not _is_due(people, account, inbox, now, registry):
        return 0
    spaces = set(_due_spaces(people, account, inbox, now, registry))
    pairs = [pair for pair in inbox.due if pair[0] in spaces]
    for pair in pairs:
        inbox.due.remove(pair)
        inbox.set_email(pair[1], DIGESTED)
    day = inbox.digest_day = _day(registry, account, now)
    entries = tuple((uid_name(space), id) for space, id in pairs)
    site.outbox.put(KIND, person, site.uid, now, day=day, entries=entries)
    return 1


def purge(registry) -> int:
    """Delete old notifications; return their number."""
    now = registry.clock()
    with open_databases(registry) as databases:
        people = store_of(databases.people_connection) if databases.site is not None else None
        old = [person for person, inbox in inboxes(people) if inbox.has_old(now)] if people is not None else []

    def clear(root, person):
        inbox = inbox_of(PeopleStore(root[PEOPLE]), person)
        return inbox.purge(now) if inbox is not None else 0

    # Each person in a transaction of its own, so that the write lock is held briefly.
    return sum(write_apart(registry, PEOPLE, lambda root, person=person: clear(root, person)) for person in old)


def includeme(config):
    config.add_periodic_task("digests", queue_digests)
    config.add_periodic_task("old notifications", purge, deletes=True)
