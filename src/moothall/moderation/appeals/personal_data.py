"""The part of appeals in the export and the erasure of a person's data."""

from moothall.people.personal_data import PersonalDataProvider


def _export(look):
    for appeal in look.site.appeals.by(look.account.id):
        place = look.place(look.site.uids.get(appeal.about))
        outcome = appeal.outcome
        yield {
            "about": place,
            "text": appeal.text,
            "at": appeal.at.isoformat(),
            "status": appeal.status,
            "reason": outcome.reason if outcome is not None else "",
            "messages": [
                {"from": "moderators" if one.by_moderators else "you", "at": one.at.isoformat(), "text": one.text}
                for one in appeal.dialogue
            ],
        }


def _erase(_act, site, _store, person):
    site.appeals.forget(person)


def includeme(config):
    config.add_personal_data(PersonalDataProvider("appeals", _export, erase=_erase))
