"""The steps and states of a table as rows to read."""

from datetime import date
from types import MappingProxyType

from pyramid.i18n import TranslationString

from moothall.core.base.i18n import _
from moothall.core.base.languages import BY_CODE
from moothall.core.content.versions import BEFORE
from moothall.core.workflow.guards import KINDS
from moothall.core.workflow.tokens import COLOURS
from moothall.ui.badges import LOOKS
from moothall.ui.layout.components import Chip
from moothall.workflows.texts import sentence


def steps_of(translate, data, fields=MappingProxyType({})):
    """Every step of a table in its order: title, sources, target, who, what else it asks for and whom it tells.

    ``fields``: what the fields that conditions name are called on forms.
    """
    return [
        {
            "id": id,
            "title": translate(_(step["title"])) or id,
            "sources": ", ".join(title_of(translate, data, state) for state in step["from"]),
            "target": title_of(translate, data, step["to"]),
            "who": translate(_("people who can do that in the starting state"))
            if step.get("permission")
            else sentence(translate, step.get("who", ())),
            "asks": bool(step.get("reason")),
            "conditions": [condition(translate, guard, fields) for guard in step.get("guards", ())],
            "tells": sentence(translate, step["tells"]) if step.get("tells") else "",
        }
        for id, step in data["transitions"].items()
    ]


def title_of(translate, data, state):
    """A state by its title; one that has none, or is not there, by its id."""
    if state == BEFORE:
        return translate(_("the previous state"))
    return translate(_(data["states"][state]["title"])) or state if state in data["states"] else state


def condition(translate, guard, fields):
    """A condition in words, with what it names."""
    kind = KINDS.get(guard.get("kind"))
    if kind is None:
        return str(guard.get("kind"))
    said = [
        ", ".join(
            _named(translate, name, one, fields) for one in (value if isinstance(value, list | tuple) else (value,))
        )
        for name, value in guard.items()
        if name != "kind"
    ]
    return translate(kind.title) + (f" ({translate(_('; ')).join(said)})" if said else "")


def _named(translate, parameter, one, fields):
    """One of the things a condition names, as people call it."""
    if parameter == "date":
        return _day(translate, one)
    if not isinstance(one, str):
        return str(one)
    if parameter == "languages" and one in BY_CODE:
        return BY_CODE[one].own
    return fields.get(one, one) if parameter == "fields" else one


def _day(translate, written):
    try:
        on = date.fromisoformat(str(written))
    except ValueError:
        # A draft can hold what is no date yet.
        return str(written)
    # The translator formats the date for its language.
    return translate(TranslationString("${date}", mapping={"date": on}))


def state_chip(translate, id, state):
    """A state as a word and a shape."""
    hue = state.get("hue") if state.get("hue") in COLOURS else "draft"
    return Chip(translate(_(state["title"])) or id, LOOKS.get(id, hue))
