"""The part of drafts in the export and the erasure of a person's data."""

from moothall.core.content.uids import uid_name
from moothall.draft.store import drafts_of, forget
from moothall.people.personal_data import PersonalDataProvider


def _export(look):
    drafts = drafts_of(look.store, look.account.id)
    for id, draft in drafts.newest() if drafts is not None else ():
        place = look.place(look.site.uids.get(draft.thing)) or {"uid": uid_name(draft.thing)}
        for one in (draft, *drafts.others(id)):
            yield {"about": place, "at": one.at.isoformat(), "fields": [list(field) for field in one.fields]}


def _erase(_act, _site, store, person):
    forget(store, person)


def includeme(config):
    config.add_personal_data(PersonalDataProvider("drafts", _export, erase=_erase))
