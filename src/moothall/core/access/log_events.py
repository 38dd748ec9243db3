"""Kinds of logged events about access: memberships, sharing, bans, groups, site roles, space policies."""

from typing import Any

from pyramid.config import Configurator

from moothall.core.access.space_policies import POLICIES
from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ACCESS, ACCOUNTS, ALWAYS, KEY, EventKind, first_of_key

MEMBERSHIP = EventKind("membership", ACCESS, ALWAYS, person=KEY, keeps_grants=True)
GRANT = EventKind("grant", ACCESS, ALWAYS, person=KEY, keeps_grants=True)
BREAK = EventKind("break", ACCESS, ALWAYS)
BAN = EventKind("ban", ACCESS, ALWAYS, person=KEY)
SILENCE = EventKind("silence", ACCESS, ALWAYS, person=KEY)
POLICY = EventKind("dial", ACCESS, ALWAYS)
GROUP = EventKind("group", ACCOUNTS, person=first_of_key)
SITE_ROLE = EventKind("site role", ACCOUNTS, person=first_of_key)


def _membership(formatter: Any, entry: Any) -> str:
    said = formatter.common(entry)
    said.update(
        roles=formatter.roles(entry.after), before=formatter.roles(entry.before), person=formatter.principal(entry.key)
    )
    if entry.until is not None:
        said["until"] = formatter.end(entry.until)
    own = entry.actor == entry.person
    if not entry.after:
        return (
            _("${actor} left ${item}.", mapping=said)
            if own
            else _("${actor} removed ${person} from ${item}.", mapping=said)
        )
    if own and not entry.before:
        return _("${actor} joined ${item} as ${roles}.", mapping=said)
    if not entry.before and entry.until is None:
        return _("${actor} gave ${person} the role ${roles} in ${item}.", mapping=said)
    if not entry.before:
        return _("${actor} gave ${person} the role ${roles} in ${item}, until ${until}.", mapping=said)
    if set(entry.before) == set(entry.after):
        # Only the end date or the sponsor changed.
        return (
            _("${actor} removed the end date of the membership of ${person} in ${item}.", mapping=said)
            if (entry.until is None)
            else _("${actor} set the membership of ${person} in ${item} to end on ${until}.", mapping=said)
        )
    if entry.until is None:
        return _("${actor} changed the role of ${person} in ${item} from ${before} to ${roles}.", mapping=said)
    return _(
        "${actor} changed the role of ${person} in ${item} from ${before} to ${roles}, until ${until}.", mapping=said
    )


def _grant(formatter: Any, entry: Any) -> str:
    said = formatter.common(entry)
    said.update(
        roles=formatter.roles(entry.after), before=formatter.roles(entry.before), person=formatter.principal(entry.key)
    )
    if not entry.after:
        return _("${actor} stopped sharing ${item} with ${person}.", mapping=said)
    if entry.until is None:
        return _("${actor} shared ${item} with ${person}: ${roles}.", mapping=said)
    return _(
        "${actor} shared ${item} with ${person} until ${until}: ${roles}.",
        mapping={**said, "until": formatter.end(entry.until)},
    )


def _break(formatter: Any, entry: Any) -> str:
    said = formatter.common(entry)
    if entry.after:
        return _("${actor} removed the access restriction from ${item}.", mapping=said)
    return _("${actor} restricted access to ${item} to the people listed on it.", mapping=said)


def _ban(formatter: Any, entry: Any) -> str:
    said = formatter.common(entry)
    if not entry.after:
        return _("${actor} lifted the ban on ${person} in ${item}.", mapping=said)
    if entry.until is None:
        return _("${actor} banned ${person} from ${item}.", mapping=said)
    return _(
        "${actor} banned ${person} from ${item} until ${until}.", mapping={**said, "until": formatter.end(entry.until)}
    )


def _silence(formatter: Any, entry: Any) -> str:
    said = formatter.common(entry)
    if not entry.after:
        return _("${actor} lifted the silence of ${person} in ${item}.", mapping=said)
    if entry.until is None:
        return _("${actor} silenced ${person} in ${item}.", mapping=said)
    return _(
        "${actor} silenced ${person} in ${item} until ${until}.",
        mapping={**said, "until": formatter.end(entry.until)},
    )


def _policy(formatter: Any, entry: Any) -> str:
    title, values = POLICIES.get(entry.key, (str(entry.key), {}))
    said = {
        **formatter.common(entry),
        "dial": formatter.translate(title),
        "value": formatter.translate(values.get(entry.after, str(entry.after))),
    }
    return _("${actor} changed “${dial}” in ${item} to: ${value}", mapping=said)


def _group(formatter: Any, entry: Any) -> str:
    if entry.person is None:
        said = {**formatter.common(entry), "before": str(entry.before), "group": str(entry.after)}
        if entry.before is None:
            return _("${actor} added the group “${group}”.", mapping=said)
        if entry.after is None:
            return _("${actor} deleted the group “${before}”.", mapping=said)
        return _("${actor} renamed the group “${before}” to “${group}”.", mapping=said)
    group = formatter.principal(entry.key[1]) if isinstance(entry.key, list) else str(entry.key)
    said = {**formatter.common(entry), "group": group}
    if entry.after:
        return _("${actor} added ${person} to the group ${group}.", mapping=said)
    return _("${actor} removed ${person} from the group ${group}.", mapping=said)


def _site_role(formatter: Any, entry: Any) -> str:
    said = {**formatter.common(entry), "role": formatter.roles(entry.key[1:] if isinstance(entry.key, list) else ())}
    if entry.after:
        return _("${actor} made ${person} ${role} for the whole site.", mapping=said)
    return _("${actor} removed the site role ${role} from ${person}.", mapping=said)


def includeme(config: Configurator) -> None:
    """Register the kinds of events with their titles and sentences."""
    config.add_event_kind(MEMBERSHIP, _("Memberships"), _membership)
    config.add_event_kind(GRANT, _("Sharing"), _grant)
    config.add_event_kind(BREAK, _("Access inherited or restricted"), _break)
    config.add_event_kind(BAN, _("Bans"), _ban)
    config.add_event_kind(SILENCE, _("Silences"), _silence)
    config.add_event_kind(POLICY, _("Space settings"), _policy, order=1)
    config.add_event_kind(GROUP, _("Groups"), _group)
    config.add_event_kind(SITE_ROLE, _("Site roles"), _site_role)
