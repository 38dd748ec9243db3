"""The kinds of logged events about discussions: their answers, and slow mode."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ALWAYS, PLACES, STATES, EventKind

ANSWER = EventKind("answer", STATES)
SLOW_MODE = EventKind("slow mode", STATES)
#: Their subject is the discussion to which posts were moved; before is the UID of the other one, after the number.
SPLIT = EventKind("posts moved", PLACES, ALWAYS)
MERGE = EventKind("discussions merged", PLACES, ALWAYS)
#: The same, for posts that were moved back.
UNDONE = EventKind("posts moved back", PLACES, ALWAYS)


def _answer(formatter, entry):
    said = formatter.common(entry)
    if entry.after is None:
        return _("${actor} removed the mark of the answer in ${item}.", mapping=said)
    return _("${actor} marked the answer in ${item}.", mapping=said)


def _slow_mode(formatter, entry):
    said = {**formatter.common(entry), "seconds": entry.after}
    if not entry.after:
        return _("${actor} ended slow mode in ${item}.", mapping=said)
    return _("${actor} set slow mode in ${item}: ${seconds} s between two posts.", mapping=said)


def _transfer(text, unseen):
    """Return the function that says ``text``, or ``unseen`` to people who do not see the other discussion."""

    def say(formatter, entry):
        said = {**formatter.common(entry), "n": entry.after}
        if not formatter.sees(entry.before):
            return _(unseen, mapping=said)
        return _(text, mapping={**said, "origin": formatter.item(entry.before)})

    return say


def includeme(config):
    config.add_event_kind(SLOW_MODE, _("Slow mode of discussions"), _slow_mode)
    config.add_event_kind(ANSWER, _("Answers of discussions"), _answer)
    config.add_event_kind(
        SPLIT,
        _("Posts moved to other discussions"),
        _transfer(
            _("${actor} moved posts from ${origin} to ${item} (${n})."),
            _("${actor} moved posts from another discussion to ${item} (${n})."),
        ),
    )
    config.add_event_kind(
        MERGE,
        _("Merged discussions"),
        _transfer(
            _("${actor} merged ${origin} into ${item} (${n} posts)."),
            _("${actor} merged another discussion into ${item} (${n} posts)."),
        ),
    )
    config.add_event_kind(
        UNDONE,
        _("Posts moved back"),
        _transfer(
            _("${actor} moved posts from ${item} back to ${origin} (${n})."),
            _("${actor} moved posts from ${item} back to another discussion (${n})."),
        ),
    )
