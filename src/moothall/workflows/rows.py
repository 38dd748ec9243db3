"""The transitions and states of a definition as rows of a page."""

from datetime import UTC
from types import MappingProxyType

from pyramid.i18n import TranslationString

from moothall.core.base.dates import StartOfDay
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.languages import BY_CODE
from moothall.core.content.editions import BEFORE
from moothall.core.workflow.guards import KINDS, moment_of
from moothall.core.workflow.tokens import COLOURS
from moothall.ui.badges import LOOKS
from moothall.ui.layout.components import Chip
from moothall.ui.layout.dates import concatenate
from moothall.workflows.texts import sentence


def transition_rows(translate, data, fields=MappingProxyType({})):
    """Return every transition of a definition in its order, as values for a template.

    They are title, sources, target, actors, conditions and recipients.  ``fields``: the titles of fields
    on forms.
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
            "restricts": bool(step.get("restricts")),
            "conditions": [condition(translate, guard, fields) for guard in step.get("guards", ())],
            "tells": sentence(translate, step["tells"]) if step.get("tells") else "",
        }
        for id, step in data["transitions"].items()
    ]


def title_of(translate, data, state):
    """Return the title of a state; its ID if it has none or does not exist."""
    if state == BEFORE:
        return translate(_("the previous state"))
    return translate(_(data["states"][state]["title"])) or state if state in data["states"] else state


def condition(translate, guard, fields):
    """Return a condition as a text, with the names in it."""
    kind = KINDS.get(guard.get("kind"))
    if kind is None:
        return str(guard.get("kind"))
    said = [
        concatenate(
            (_named(translate, name, one, fields) for one in (value if isinstance(value, list | tuple) else (value,))),
            ", ",
        )
        for name, value in guard.items()
        if name != "kind"
    ]
    title = translate(kind.title)
    return concatenate((title, " (", concatenate(said, translate(_("; "))), ")")) if said else title


def _named(translate, parameter, one, fields):
    """Return a name in a condition as people know it."""
    if parameter == "date":
        return _day(translate, one)
    if not isinstance(one, str):
        return str(one)
    if parameter == "languages" and one in BY_CODE:
        return BY_CODE[one].own
    return fields.get(one, one) if parameter == "fields" else one


def _day(translate, written):
    try:
        start = StartOfDay(moment_of(written, UTC))
    except BadInput:
        # A draft can contain an invalid date.
        return str(written)
    # The translator formats the date for its language.
    return translate(TranslationString("${date}", mapping={"date": start}))


def state_chip(translate, id, state):
    """Return the label and the shape of a state."""
    hue = state.get("hue") if state.get("hue") in COLOURS else "draft"
    return Chip(translate(_(state["title"])) or id, LOOKS.get(id, hue))
