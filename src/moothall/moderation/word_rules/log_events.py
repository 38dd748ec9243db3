"""The kinds of logged events about word rules, and posts that they hold."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ALWAYS, RULES, STATES, EventKind

WORD_RULE = EventKind("word rule", RULES, ALWAYS)
HELD = EventKind("held by word rule", STATES)


def _word_rule(formatter, entry):
    said = {**formatter.common(entry), "before": str(entry.before), "pattern": str(entry.after)}
    if entry.before is None:
        return _("${actor} added the word rule “${pattern}” to ${item}.", mapping=said)
    if entry.after is None:
        return _("${actor} removed the word rule “${before}” from ${item}.", mapping=said)
    return _("${actor} changed the word rule “${before}” of ${item} to “${pattern}”.", mapping=said)


def _held(formatter, entry):
    return _("A word or link rule held ${item} until a moderator decides.", mapping=formatter.common(entry))


def includeme(config):
    config.add_event_kind(WORD_RULE, _("Word and link rules"), _word_rule)
    config.add_event_kind(HELD, _("Posts held by word rules"), _held)
