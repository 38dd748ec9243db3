"""The part of replies by email in the erasure of a person's data; it has nothing that an export lacks."""

from moothall.inbound_email.records import DATA_KEY
from moothall.people.personal_data import PersonalDataProvider


def _erase(_act, _site, store, person):
    taken = store.feature_data(DATA_KEY)
    if taken is not None:
        taken.forget(person)


def includeme(config):
    config.add_personal_data(PersonalDataProvider("inbound email", erase=_erase))
