"""What is asked before a table takes effect: what becomes of the things in each state that goes."""

import json

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.ui.layout.components import StateReplacement

#: What a field that asks about a state is called, before the id of the state.
MOVED = "moved-"


def answers(posted, before=MOVED):
    """Old id → new one, as somebody chose in a form; what is left empty is not said."""
    return {name.removeprefix(before): value for name, value in posted.items() if name.startswith(before) and value}


def state_replacements(view, states, moved, before=MOVED, told=False):
    """The lists to choose from for the states that go and have something in them.

    ``moved``: what was chosen; ``told``: whether to say what is wrong with that.
    """
    return [_asked(view, one, moved.get(one.state.id, ""), before, told) for one in states if one.asks]


def _asked(view, one, chosen, before, told):
    translate, error = view.translate, ""
    try:
        one.check(chosen)
    except BadInput as wrong:
        error = translate(wrong.message) if told else ""
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
    """What stands in the address of the page that says who is affected by a change of what holds somewhere."""
    change = {**change, "states": moved} if moved else change
    return {"change": json.dumps(change)} if any(isinstance(value, dict) for value in change.values()) else change
