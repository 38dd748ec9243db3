"""The filters above the queue: options and active filters."""

from typing import NamedTuple

from moothall.core.access.classes import subject_of_class
from moothall.core.access.records import REPOSITORY, SPACE
from moothall.core.base.collation import sort_key
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.core.decisions import decision_types
from moothall.core.storage.index_maps import values_by_uid
from moothall.ui.layout.presenters import Link

AGE_WORDS = (("day", _("More than a day")), ("late", _("Late: more than seven days")))
HELD_WORDS = (("nobody", _("Unassigned")), ("me", _("Assigned to me")), ("others", _("Assigned to others")))


class Filter(NamedTuple):
    """A filter; ``options`` are (value, title, True if active)."""

    name: str
    title: str
    options: tuple


def filters_of(view, waiting):
    """Return the filters with their options; those for ``asker`` come from the listed decisions, ``waiting``."""
    asked, translate = view.asked, view.translate
    entries = view.decisions.entries()
    kinds = {entry.kind.id: translate(entry.kind.title) for entry in entries}
    askers = {one.asker: view.request.names.name(one.asker) for one in waiting if one.asker is not None}
    choices = [
        ("kind", _("Type"), _sorted(kinds)),
        ("space", _("Where"), _sorted(_places(view, entries)) if view.context.__parent__ is None else ()),
        ("age", _("Waiting time"), [(value, translate(words)) for value, words in AGE_WORDS]),
        ("asker", _("Requested by"), _sorted(askers)),
        ("held", _("Assigned to"), [(value, translate(words)) for value, words in HELD_WORDS]),
    ]  # fmt: skip
    return [
        Filter(name, translate(title), tuple((value, words, value == getattr(asked, name)) for value, words in options))
        for name, title, options in choices
        if len(options) > 1 or getattr(asked, name)
    ]


def chosen_filters(view):
    """Return the active filters as links that remove them."""
    names = dict(AGE_WORDS) | dict(HELD_WORDS)
    said = {
        "kind": lambda value: decision_types(view.request.site)[value].title,
        "space": lambda value: _title(view, uid_from_name(value)),
        "age": names.get,
        "asker": lambda value: view.request.names.name(value),
        "held": names.get,
    }
    found = []
    for name, value in view.asked.chosen.items():
        less = view.asked._replace(**{name: ""})
        found.append(Link(view.translate(said[name](value)), view.url(view.context, "queue") + less.query()))
    return found


def _places(view, entries):
    """Return the visible spaces and repositories with pending decisions."""
    class_of = values_by_uid(view.request.site.catalog["access_class"])
    access_data, places = view.viewer.access_data, {}
    for scope in {subject_of_class(class_of[entry.uid]).scope for entry in entries if entry.uid in class_of}:
        record = access_data.inherited(scope)[2]
        title = _title(view, record.uid) if record.kind in (SPACE, REPOSITORY) else ""
        if title:
            places[uid_name(record.uid)] = title
    return places


def _title(view, uid):
    item = view.request.site.uids.get(uid) if uid is not None else None
    return view.translate(item.title) if item is not None and view.viewer.sees(item) else ""


def _sorted(words):
    return sorted(words.items(), key=lambda pair: sort_key(pair[1]))
