"""Undo a logged change that the person has just made: the button, and the view that it calls.

A feature registers the function that reverses events of a kind.  Permissions are checked again, and nothing is undone
if the same subject has changed since.
"""

import dataclasses
from datetime import timedelta

from moothall.core.base.errors import Conflict, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.content.items import Item
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View

#: Time during which a change can be undone with the button of its message.
UNDOABLE = timedelta(hours=1)
NAME = "undo-change"
REGISTRY = "event undo"


def add_event_undo(config, kind, undo, back):
    """Register how people undo their last change that was logged under ``kind`` (a kind of events).

    ``undo(view, act, event)`` checks permissions and reverses the change; ``back(view, event)`` returns the response
    afterwards, also if the button was pressed twice.
    """
    register(config, REGISTRY, kind.id, (undo, back))


def last_event(view, kind, key=None):
    """Return the last event of a kind about the context and a key, or None."""
    return next(reversed(_events(view, kind.id, key)), None)


def last_change(view, act):
    """Return the last event about the context that ``act`` has logged and that can be undone, or None."""
    kinds = set(registered(view.request.registry, REGISTRY))
    found = view.request.site.event_log.about(view.context.uid, kinds, since=act.at)
    return next((one for one in reversed(list(found)) if (one.at, one.actor) == (act.at, act.person)), None)


def event_before(view, event):
    """Return the event of the same kind about the same key before this one, or None."""
    earlier, _later = _around(view, event)
    return earlier[-1] if earlier else None


def undo_button(view, kind, key=None):
    """Return the button that undoes the last change about ``key``, if this person has just made it, or None."""
    return undo_button_of(view, view.context, last_event(view, kind, key))


def undo_button_of(view, item, event):
    """Return the button that undoes ``event`` about ``item``, if this person has just caused it, or None."""
    if event is None or not is_offered(view.request, event):
        return None
    return Action(view.translate(_("Undo")), view.url(item, NAME, str(event.id)), post=True)


def is_offered(request, event):
    """Return True if this person has just caused ``event`` and can be offered to undo it."""
    is_own = event.actor is not None and event.actor == request.person.id and event.cause is None
    return is_own and request.now - event.at <= UNDOABLE and event.kind in registered(request.registry, REGISTRY)


def logged_together(view, event, kinds=()):
    """Return the events that were logged in the same action, such as one save of several settings.

    They are of the kind of ``event`` or of ``kinds``.  Raise :class:`Conflict` if one of them was followed by another
    of the same kind about the same key.
    """
    known = list(view.request.site.event_log.about(event.subject, {event.kind, *(kind.id for kind in kinds)}))
    last = {(one.kind, one.key): one.id for one in known}
    found = [one for one in known if (one.at, one.actor, one.cause) == (event.at, event.actor, event.cause)]
    if any(last[one.kind, one.key] != one.id for one in found):
        raise Conflict(_("This can no longer be undone, because it was changed again."))
    return found


def _events(view, kind, key):
    found = view.request.site.event_log.about(view.context.uid, {kind})
    return [event for event in found if event.key == key]


def _around(view, event):
    """Return (earlier events, later ones) of the same kind about the same key."""
    events = _events(view, event.kind, event.key)
    number = [one.id for one in events].index(event.id)
    return events[:number], events[number + 1 :]


def undo_event(view, event):
    """Undo ``event`` about the context; do nothing if this person has undone it already.

    Raise :class:`Conflict` if the same subject has changed since, or after :data:`UNDOABLE`.
    """
    request = view.request
    undo, _back = registered(request.registry, REGISTRY)[event.kind]
    _earlier, later = _around(view, event)
    if later and later[-1].cause == event.id and later[-1].actor == event.actor:
        return
    if later:
        raise Conflict(_("This can no longer be undone, because it was changed again."))
    if request.now - event.at > UNDOABLE:
        raise Conflict(_("This can no longer be undone."))
    undo(view, dataclasses.replace(request.act(), cause=event.id), event)


class UndoPage(View):
    """POST ``undo-change/<id of an event>``."""

    segments = 1

    def undo(self):
        event = self._event()
        undo_event(self, event)
        _undo, back = registered(self.request.registry, REGISTRY)[event.kind]
        return back(self, event)

    def _event(self):
        if self.request.person.id is None:
            raise Unauthorized()
        id = self.request.subpath[0] if len(self.request.subpath) == 1 else ""
        number = int(id) if id.isascii() and id.isdecimal() and len(id) < 20 else -1
        event = self.request.site.event_log.get(number) if number >= 0 else None
        known = registered(self.request.registry, REGISTRY)
        if event is None or event.subject != self.context.uid or event.kind not in known:
            raise NotFound()
        # What others did is not named here, as if there were no such event.
        if event.actor != self.request.person.id:
            raise NotFound()
        return event


def includeme(config):
    config.add_directive("add_event_undo", add_event_undo)
    config.add_view(UndoPage, attr="undo", name=NAME, context=Item, request_method="POST", segments=1)
