"""Ask for replacements of removed states before an activation."""

import json

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.ui.layout.components import StateReplacement

#: Prefix of the field for a state, before its ID.
MOVED = "moved-"


def answers(posted, before=MOVED):
    """Return old ID → new one, as chosen in a form; empty choices are left out."""
    return {name.removeprefix(before): value for name, value in posted.items() if name.startswith(before) and value}


def state_replacements(view, states, moved, before=MOVED, show_errors=False):
    """Return the choices for the removed states that items have.

    ``moved``: the selected values; ``show_errors``: True to show errors in them.
    """
    return [_asked(view, one, moved.get(one.state.id, ""), before, show_errors) for one in states if one.asks]


def _asked(view, one, chosen, before, show_errors):
    translate, error = view.translate, ""
    try:
        one.check(chosen)
    except BadInput as wrong:
        error = translate(wrong.message) if show_errors else ""
    count = view.request.localizer.pluralize(
        "${n} item is in this state now.",
        "${n} items are in this state now.",
        one.count,
        domain="moothall",
        mapping={"n": one.count},
    )
    return StateReplacement(
        before + one.state.id,
        translate(_(one.state.title)),
        count,
        chosen=chosen,
        error=error,
        choices=[(other.id, translate(_(other.title))) for other in one.choices],
    )


def affected_query(change, moved):
    """Return the query of the page that shows who is affected by the activation."""
    change = {**change, "states": moved} if moved else change
    return {"change": json.dumps(change)} if any(isinstance(value, dict) for value in change.values()) else change
