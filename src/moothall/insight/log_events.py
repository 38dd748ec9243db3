"""The kind of logged events about viewing the site as someone else."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import KEY, LOGINS, EventKind

VIEW_AS = EventKind("view as", LOGINS, person=KEY)


def _view_as(formatter, entry):
    said = {**formatter.common(entry), "role": formatter.roles([entry.after or entry.before])}
    if entry.after is None:
        return _("${actor} stopped viewing the site as someone else.", mapping=said)
    if entry.person is None:
        return _("${actor} viewed ${item} as someone with the role ${role}.", mapping=said)
    return _("${actor} viewed the site as ${person}.", mapping=said)


def includeme(config):
    config.add_event_kind(VIEW_AS, _("Viewed the site as someone else"), _view_as)
