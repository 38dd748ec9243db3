"""The part of notifications in the export and the erasure of a person's data."""

from moothall.core.base.dates import datetime_of
from moothall.core.content.uids import uid_from_name
from moothall.notification import digest
from moothall.notification.inbox import DATA_KEY, inbox_of
from moothall.people.personal_data import PersonalDataProvider


def _export(look):
    stored = look.store.feature_data("subscriptions")
    for key, level in stored.of(look.account.id) if stored is not None else ():
        name, _mark, tag = key.partition("#")
        place = look.place(look.site.uids.get(uid_from_name(name)))
        if place is not None:
            yield {"follows": place, "tag": tag, "level": level}
    for uid, frequency in digest.digests_of(look.store, look.account.id).items():
        place = look.place(look.site.uids.get(uid))
        if place is not None:
            yield {"digest": place, "frequency": frequency}
    inbox = inbox_of(look.store, look.account.id)
    for id, row in inbox.newest() if inbox is not None else ():
        place = look.place(look.site.uids.get(row.about))
        if place is not None:
            yield {
                "notification": row.kind,
                "about": place,
                "at": datetime_of(row.at).isoformat(),
                "email": row.email,
                "read": id not in inbox.unread,
            }


def _erase(_act, _site, store, person):
    stored = store.feature_data("subscriptions")
    if stored is not None:
        stored.forget(person)
    digest.forget(store, person)
    inboxes = store.feature_data(DATA_KEY)
    if inboxes is not None:
        inboxes.pop(person, None)


def includeme(config):
    config.add_personal_data(PersonalDataProvider("notifications", _export, erase=_erase))
