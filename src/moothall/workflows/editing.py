"""Edit the draft of a definition: each function takes data and returns changed data.

The result may have problems, which prevent activating it.
"""

import copy

from moothall.core.access.permissions import table_order
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content import editions
from moothall.core.content.slugs import slug
from moothall.core.workflow import tokens as V
from moothall.core.workflow.kinds import kind_named, kind_of
from moothall.core.workflow.yaml_format import tidy

#: Tokens of a row in the order of the editor; a kind has those that apply to it.
COLUMNS = (
    "guest",
    "person",
    "readers",
    "creators",
    "reader",
    "member",
    "author",
    "moderator",
    "facilitator",
    "owner",
    "site_moderator",
    "reviewer",
    "administrator",
    "creator",
    "maker",
    "coauthor",
    "shared",
    "deleter",
)
#: States that depend on the moderation policy of documents.
MODERATED = ("own:author", "pre:own:author", "pre:creator", "post:creator")


def columns(data, kinds):
    """Return the tokens of the columns of the editor, and unusual ones that a row contains."""
    kind = kind_named(kinds, kind_of(data))
    offered = [token for token in COLUMNS if token not in kind.unused_tokens]
    offered += MODERATED if kind.with_editions else ()
    used = {token for rows in data["matrix"].values() for tokens in rows.values() for token in tokens}
    used |= {token for step in data["transitions"].values() for token in (*step.get("who", ()), *step.get("tells", ()))}
    return [*offered, *sorted(used.difference(offered))]


def with_texts(data, title, description, initial):
    """Return data with changed texts of the definition as a whole."""
    return tidy({**copy.deepcopy(data), "title": title, "description": description, "initial": initial})


def with_state(data, id, fields, rows, after=None):
    """Return data with a state changed, or added after the state ``after`` if it is new."""
    data = copy.deepcopy(data)
    state = {**data["states"].pop(id, {}), **fields}
    others = list(data["states"].items())
    place = next((number for number, (other, _state) in enumerate(others, 1) if other == after), 0)
    data["states"] = dict([*others[:place], (id, state), *others[place:]])
    data["matrix"][id] = {str(name): list(rows[name]) for name in sorted(rows, key=table_order) if rows[name]}
    return tidy(data)


def without_state(data, id):
    """Return data without a state, its row, and the transitions that need it."""
    _must_be_there(data["states"], id)
    data = copy.deepcopy(data)
    del data["states"][id]
    data["matrix"].pop(id, None)
    for name in removed_transitions(data, id):
        del data["transitions"][name]
    for step in data["transitions"].values():
        step["from"] = [state for state in step["from"] if state != id]
    return tidy(data)


def removed_transitions(data, id):
    """Return the IDs of transitions that lead to a state, or begin only there."""
    return [name for name, step in data["transitions"].items() if step["to"] == id or list(step["from"]) == [id]]


def with_transition(data, id, fields):
    """Return data with a transition changed, or added if it is new."""
    data = copy.deepcopy(data)
    data["transitions"][id] = {**data["transitions"].get(id, {}), **fields}
    return tidy(data)


def without_transition(data, id):
    _must_be_there(data["transitions"], id)
    data = copy.deepcopy(data)
    del data["transitions"][id]
    return tidy(data)


def new_id(taken, title, wanted=""):
    """Return an unused ID: the one wanted, or one made from the title; raise :class:`BadInput` if it is taken."""
    if wanted:
        if wanted in taken:
            raise BadInput(_("The ID “${id}” is already in use.", mapping={"id": wanted[:60]}))
        if not V.ID.fullmatch(wanted) or wanted == editions.BEFORE:
            raise BadInput(
                _(
                    "“${id}” is not a valid ID: use lower-case letters, digits and underscores, starting "
                    "with a letter.",
                    mapping={"id": wanted[:60]},
                )
            )
        return wanted
    made = slug(title).replace("-", "_")[:36].strip("_")
    made = made if made[:1].isalpha() else f"a_{made}"
    return next(
        name
        for name in (made, *(f"{made}_{number}" for number in range(2, 1000)))
        if name not in taken and name != editions.BEFORE
    )


def _must_be_there(found, id):
    if id not in found:
        raise NotFound()
