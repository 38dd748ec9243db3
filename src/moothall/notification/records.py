"""Store a notification for each email about an item, such as a role that was given, also without an email."""

from moothall.core.base.dates import microseconds
from moothall.core.base.registry import registered
from moothall.core.work.delivery import EMAIL, is_email_paused
from moothall.notification.inbox import OFF, SENT, Notification, inbox_for
from moothall.people.email_composition import AccountBuilder
from moothall.people.store import PeopleStore


def record(registry, _site, people_root, message) -> None:
    """Store the notification of a delivered message to an account; those of an activity are stored before."""
    kind = registered(registry, EMAIL).get(message.kind)
    if kind is None or not isinstance(kind.build, AccountBuilder) or "because" in message.data:
        return
    people = PeopleStore(people_root)
    account = people.by_id(message.to)
    if account is None or message.about is None:
        return
    is_wanted = account.email and account.enabled and kind.choice not in account.emails_off
    is_sent = is_wanted and not is_email_paused(registry, people, account)
    data = tuple(sorted(message.data.items()))
    row = Notification(message.kind, message.about, microseconds(message.at), "", data, message.key)
    id = inbox_for(people, account.id).add(row)
    if id is not None:
        inbox_for(people, account.id).set_email(id, SENT if is_sent else OFF)


def includeme(config):
    config.add_delivery_record("notifications", record)
