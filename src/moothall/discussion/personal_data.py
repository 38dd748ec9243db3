"""The part of reactions in the export and the erasure of a person's data."""

from moothall.core.storage.index_maps import uids_by_value
from moothall.discussion.reactions import reactions_by, remove_reaction_of
from moothall.people.personal_data import PersonalDataProvider


def _discussions(site):
    """Yield the discussions with reactions."""
    for uid in list(uids_by_value(site.catalog["type_id"]).get("discussion", ())):
        thread = site.uids.get(uid)
        if thread is not None and thread.reactions is not None:
            yield thread


def _export(look):
    for thread in _discussions(look.site):
        for uid, reaction in reactions_by(thread, look.account.id):
            place = look.place(look.site.uids.get(uid))
            if place is not None:
                yield {"post": place, "reaction": reaction}


def _erase(_act, site, _store, person):
    for thread in _discussions(site):
        for uid, reaction in list(reactions_by(thread, person)):
            remove_reaction_of(thread, uid, reaction, person)


def includeme(config):
    config.add_personal_data(PersonalDataProvider("reactions", _export, erase=_erase))
