"""The part of reports in the export and the erasure of a person's data."""

from moothall.people.personal_data import PersonalDataProvider


def _export(look):
    for uid, report in look.site.reports.by(look.account.id):
        place = look.place(look.site.uids.get(uid))
        if place is not None:
            yield {"post": place, "rule": report.rule, "text": report.text, "at": report.at.isoformat()}


def _erase(_act, site, _store, person):
    site.reports.forget(person)


def includeme(config):
    config.add_personal_data(PersonalDataProvider("reports", _export, erase=_erase))
