"""The part of warnings and silences in the export and the erasure of a person's data."""

from moothall.people.personal_data import PersonalDataProvider


def _export(look):
    site, person = look.site, look.account.id
    for event in filter(None, map(site.event_log.get, site.warnings.by_person(person))):
        place = look.place(site.uids.get(event.subject))
        if place is not None:
            yield {"space": place, "kind": "warning", "at": event.at.isoformat(), "reason": event.reason}
    for record in site.access.values():
        silence = record.silences.get(person)
        place = look.place(site.uids.get(record.uid)) if silence is not None else None
        if place is not None:
            until = silence.until.isoformat() if silence.until is not None else None
            at, reason = silence.since.isoformat(), silence.reason
            yield {"space": place, "kind": "silence", "at": at, "until": until, "reason": reason}


def _erase(_act, site, _store, person):
    site.warnings.forget(person)
    for record in list(site.access.values()):
        if person in record.silences:
            site.access.set_silence(record, person, None)


def includeme(config):
    config.add_personal_data(PersonalDataProvider("warnings", _export, erase=_erase))
