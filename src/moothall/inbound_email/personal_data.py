"""The part of replies by email and of errors in the export and the erasure of a person's data."""

from moothall.inbound_email.bounces import bounces_of, forget_bounces
from moothall.inbound_email.records import DATA_KEY
from moothall.people.personal_data import PersonalDataProvider


def _export(look):
    found = bounces_of(look.store, look.account)
    if found is not None:
        yield {"address": found.address, "errors": found.count, "at": found.at.isoformat(), "reason": found.reason}


def _erase(_act, _site, store, person):
    taken = store.feature_data(DATA_KEY)
    if taken is not None:
        taken.forget(person)
    forget_bounces(store, person)


def includeme(config):
    config.add_personal_data(PersonalDataProvider("inbound email", _export, erase=_erase))
