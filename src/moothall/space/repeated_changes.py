"""Recognise a change that the same person sends twice, as with a double click, so that it is done and notified once."""

from moothall.core.content.items import site_of
from moothall.core.workflow.transition import REPEATED_WITHIN


def is_repeated(act, space, kind, key, after):
    """Return True if the person who acts has just made this change: the last one of ``kind`` about ``key``."""
    lately = site_of(space).event_log.about(space.uid, {kind.id}, since=act.at - REPEATED_WITHIN)
    events = [event for event in lately if event.key == key]
    return bool(events) and act.person is not None and (events[-1].actor, events[-1].after) == (act.person, after)
