"""Validate workflow definitions, with a message for each problem and its place.

A *place* is a position in the editor: ``""`` for the whole definition, ``states/ID``, ``transitions/ID``
with a part of it after another slash (``from``, ``to``, ``who``, ``tells``, ``guards/KIND``), or
``matrix/STATE/PERMISSION``.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content import editions
from moothall.core.workflow import guards
from moothall.core.workflow import tokens as V
from moothall.core.workflow.kinds import WorkflowKind, kind_named, kind_of

#: The possible keys of a definition, a state and a transition.
KEYS = frozenset({"id", "kind", "title", "description", "initial", "states", "matrix", "transitions"})
NEEDED = KEYS - {"kind", "description"}
STATE_KEYS = frozenset({"title", "description", "hue", "live", "hidden"})
STEP_KEYS = frozenset({"title", "from", "to", "who", "permission", "reason", "restricts", "guards", "tells"})

#: Administrators have the role of owners everywhere, regardless of the policies.
ADMINISTRATORS_HOLD = R.HOLDS[R.OWNER] | {R.ADMINISTRATOR, R.GUEST, R.PERSON, "readers", "creators"}


class Problem(NamedTuple):
    """One problem of a definition, and its place."""

    place: str
    message: str


class NotAWorkflow(BadInput):
    """Error for data that is not a valid definition; ``problems`` has all problems."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(problems[0].message)


def check(data: Any, kinds: Mapping[str, WorkflowKind]) -> None:
    """Raise :class:`NotAWorkflow` with all problems, unless ``data`` is a valid definition of one of ``kinds``."""
    found = problems(data, kinds)
    if found:
        raise NotAWorkflow(found)


def problems(data: Any, kinds: Mapping[str, WorkflowKind]) -> list[Problem]:
    """Return all problems of ``data``, each with its place.

    ``kinds``: the registered :class:`.WorkflowKind` by id.
    """
    if not isinstance(data, dict):
        return [Problem("", _("This is not a workflow definition. Export an existing workflow to see the format."))]
    place = next(_misshapen(data), None)
    if place is not None:
        return [
            Problem(
                "",
                _(
                    "This is not a workflow definition. Check “${place}”, or export an existing workflow to "
                    "see the format.",
                    mapping={"place": place[:100]},
                ),
            )
        ]
    kind = kind_named(kinds, kind_of(data))
    found = list(_about_the_whole(data, kind, kinds))
    found += _about_states(data, kind)
    found += _about_rows(data, kind)
    found += _about_steps(data, kind)
    if not found:
        found += _unreachable(data, kind)
        found += _needed(data, kind)
        for one in kind.checks:
            found += one(data)
    return found


def _misshapen(data: dict) -> Iterator[str]:
    """Yield the places with the wrong structure, such as ``transitions/submit/from``."""
    for name in sorted((NEEDED - data.keys()) | (data.keys() - KEYS), key=str):
        yield str(name)
    for name in ("id", "kind", "title", "description", "initial"):
        if not isinstance(data.get(name, ""), str):
            yield name
    for name, parts_of in (("states", _misshapen_state), ("matrix", _misshapen_rows), ("transitions", _misshapen_step)):
        found = data.get(name, {})
        if not isinstance(found, dict):
            yield name
            continue
        for id, one in found.items():
            if not isinstance(id, str) or not isinstance(one, dict):
                yield f"{name}/{id}"
            else:
                yield from (f"{name}/{id}/{part}" for part in parts_of(one))


def _misshapen_state(state: dict) -> Iterator[str]:
    yield from sorted(state.keys() - STATE_KEYS, key=str)
    yield from (
        name
        for name in ("title", "description", "hue")
        if not isinstance(state.get(name, None if name == "title" else ""), str)
    )
    yield from (name for name in ("live", "hidden") if not isinstance(state.get(name, False), bool))


def _misshapen_rows(rows: dict) -> Iterator[str]:
    return (name for name, row in rows.items() if not isinstance(name, str) or not _is_list(row))


def _misshapen_step(step: dict) -> Iterator[str]:
    yield from sorted(step.keys() - STEP_KEYS, key=str)
    yield from (
        name
        for name in ("title", "to", "permission")
        if not isinstance(step.get(name, "" if name == "permission" else None), str)
    )
    yield from (
        name for name in ("from", "who", "tells") if not _is_list(step.get(name, None if name == "from" else []))
    )
    yield from (name for name in ("reason", "restricts") if not isinstance(step.get(name, False), bool))
    if not isinstance(step.get("guards", []), list):
        yield "guards"


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _about_the_whole(data: dict[str, Any], kind: WorkflowKind, kinds: Mapping[str, WorkflowKind]) -> Iterator[Problem]:
    if not V.NAME.fullmatch(data["id"]):
        yield Problem("", _("Workflow IDs can have up to 40 lower-case letters, digits and hyphens."))
    if kind.id not in kinds:
        yield Problem(
            "",
            _(
                "“${kind}” is not a type of workflow. Use one of: ${kinds}.",
                mapping={"kind": kind.id[:60], "kinds": ", ".join(kinds)},
            ),
        )
    yield from _about_words("", data)
    if not data["states"]:
        yield Problem("", _("The workflow has no states."))
    elif data["initial"] not in data["states"]:
        yield Problem("", _("Choose an initial state."))
    elif kind.initial_states and data["initial"] != kind.initial_states[0]:
        yield Problem(
            "", _("Items of this type always start as “${state}”.", mapping={"state": kind.initial_states[0]})
        )
    elif kind.with_editions and data["states"][data["initial"]].get("live"):
        yield Problem(
            f"states/{data['initial']}",
            _("The initial state must not be visible to readers, because nothing in it is finished yet."),
        )
    if len(data["states"]) > V.MAX_STATES or len(data["transitions"]) > V.MAX_STEPS:
        yield Problem(
            "",
            _(
                "A workflow can have up to ${states} states and ${steps} actions.",
                mapping={"states": V.MAX_STATES, "steps": V.MAX_STEPS},
            ),
        )


def _about_words(place: str, one: dict[str, Any]) -> Iterator[Problem]:
    if not one["title"].strip():
        yield Problem(place, _("Enter a title."))
    elif len(one["title"]) > V.MAX_TITLE_LENGTH or len(one.get("description", "")) > V.MAX_DESCRIPTION_LENGTH:
        yield Problem(
            place,
            _(
                "A title can have up to ${title} characters, a description up to ${description}.",
                mapping={"title": V.MAX_TITLE_LENGTH, "description": V.MAX_DESCRIPTION_LENGTH},
            ),
        )


def _about_states(data: dict[str, Any], kind: WorkflowKind) -> Iterator[Problem]:
    for id, state in data["states"].items():
        place = f"states/{id}"
        if not V.ID.fullmatch(id) or id == editions.BEFORE:
            yield Problem(
                place,
                _(
                    "“${id}” is not a valid ID: use lower-case letters, digits and underscores, starting "
                    "with a letter.",
                    mapping={"id": id[:60]},
                ),
            )
        yield from _about_words(place, state)
        if state.get("hue", "draft") not in V.COLOURS:
            yield Problem(
                place,
                _(
                    "“${hue}” is not a colour. Use one of: ${hues}.",
                    mapping={"hue": state["hue"][:60], "hues": ", ".join(V.COLOURS)},
                ),
            )
        fixed = (kind.with_editions and id == "published") or (kind.can_restore and id == "deleted")
        if fixed and bool(state.get("live")) != (id == "published"):
            yield Problem(place, _("Readers see what is published and not what is deleted. You cannot change this."))


def _about_rows(data: dict[str, Any], kind: WorkflowKind) -> Iterator[Problem]:
    for state, rows in data["matrix"].items():
        if state not in data["states"]:
            yield Problem(
                "", _("The workflow has a row for “${state}”, which is not a state.", mapping={"state": state[:60]})
            )
        for permission, tokens in rows.items():
            place = f"matrix/{state}/{permission}"
            if permission not in kind.permissions:
                yield Problem(place, _("There is no permission “${name}”.", mapping={"name": permission[:60]}))
            yield from _about_tokens(place, tokens)


def _about_tokens(place: str, tokens: Sequence[str]) -> Iterator[Problem]:
    for token in tokens:
        if not V.is_token(token):
            yield Problem(place, _("There is no role “${name}”.", mapping={"name": token[:60]}))
    if len(set(tokens)) < len(tokens):
        yield Problem(place, _("Someone is listed twice."))


def _about_steps(data: dict[str, Any], kind: WorkflowKind) -> Iterator[Problem]:
    states = data["states"]
    for id, step in data["transitions"].items():
        place = f"transitions/{id}"
        if not V.ID.fullmatch(id):
            yield Problem(
                place,
                _(
                    "“${id}” is not a valid ID: use lower-case letters, digits and underscores, starting "
                    "with a letter.",
                    mapping={"id": id[:60]},
                ),
            )
        yield from _about_words(place, step)
        yield from _about_ends(place, id, step, states, kind)
        if bool(step.get("permission")) == bool(step.get("who")):
            yield Problem(
                f"{place}/who",
                _("Choose who can use this action: name them, or choose a permission in the starting state."),
            )
        elif step.get("permission") and step["permission"] not in kind.permissions:
            yield Problem(
                f"{place}/who", _("There is no permission “${name}”.", mapping={"name": step["permission"][:60]})
            )
        yield from _about_tokens(f"{place}/who", step.get("who", []))
        yield from _about_tokens(f"{place}/tells", step.get("tells", []))
        yield from _about_guards(f"{place}/guards", step.get("guards", []))


def _about_guards(place: str, found: Sequence[Any]) -> Iterator[Problem]:
    for one in found:
        try:
            guards.compiled([one])
        except BadInput as error:
            yield Problem(f"{place}/{one['kind']}" if guards.kind_in(one) else place, error.message)
            return
    try:
        guards.compiled(found)
    except BadInput as error:
        yield Problem(place, error.message)


def _about_ends(
    place: str, id: str, step: dict[str, Any], states: dict[str, Any], kind: WorkflowKind
) -> Iterator[Problem]:
    sources, target = step["from"], step["to"]
    if not sources:
        yield Problem(f"{place}/from", _("Choose the states this action starts in."))
    for part, state in (*(("from", source) for source in sources), ("to", target)):
        if state not in states and state != editions.BEFORE:
            yield Problem(
                f"{place}/{part}",
                _(
                    "“${name}” leads to or from “${state}”, which is not a state.",
                    mapping={"name": id[:60], "state": state[:60]},
                ),
            )
        elif states.get(state, {}).get("hidden"):
            yield Problem(
                f"{place}/{part}",
                _(
                    "“${state}” is set by the system; no action leads to or from it.",
                    mapping={"state": _(states[state]["title"])},
                ),
            )
    if target in sources or editions.BEFORE in sources:
        yield Problem(f"{place}/to", _("An action must lead to a different state from the ones it starts in."))
    # Only transitions out of "deleted" lead back to the former state.
    comes_back = kind.can_restore and list(sources) == ["deleted"]
    if (target == editions.BEFORE) != comes_back and (target == editions.BEFORE or "deleted" in sources):
        yield Problem(f"{place}/to", _("Deleted items can only be restored to their previous state."))
    if len(set(sources)) < len(sources):
        yield Problem(f"{place}/from", _("A state is listed twice."))


def _unreachable(data: dict[str, Any], kind: WorkflowKind) -> Iterator[Problem]:
    states = data["states"]
    found = {data["initial"], *kind.initial_states}
    found |= {id for id, state in states.items() if state.get("hidden")}
    while True:
        more = {step["to"] for step in data["transitions"].values() if not found.isdisjoint(step["from"])} - found
        if not more:
            break
        found |= more
    for id, state in states.items():
        if id not in found:
            yield Problem(
                f"states/{id}",
                _("Nothing can reach “${state}”: no action leads there.", mapping={"state": _(state["title"])}),
            )


def _needed(data: dict[str, Any], kind: WorkflowKind) -> Iterator[Problem]:
    for id in kind.needed_states:
        if id not in data["states"]:
            yield Problem(
                "",
                _(
                    "The system needs the state “${id}” here. You can change its title and rules.",
                    mapping={"id": id},
                ),
            )
    for id in kind.needed_transitions:
        if data["transitions"].get(id, {}).get("to") != "deleted":
            yield Problem(
                "", _("The system needs the action “${id}” here, which leads to “deleted”.", mapping={"id": id})
            )


# -- administrators must not lock themselves out


def locked_out(data: dict[str, Any], before: dict[str, Any]) -> Iterator[Problem]:
    """Yield the permissions that a valid definition ``data`` would take from all administrators.

    Administrators have the role of owners everywhere.  If that lets them edit or manage items in a state
    now, the next version must do so too, since they need these permissions to correct mistakes.  Viewing
    is not checked: a state can become private to creators, as drafts are.
    """
    for state in before["states"].keys() & data["states"].keys():
        for permission in (Permission.EDIT, Permission.MANAGE):
            if administrators_hold(before, state, permission) and not administrators_hold(data, state, permission):
                yield lockout(data, state, permission)


def administrators_hold(data: dict[str, Any], state: str, permission: str) -> bool:
    """Return True if all administrators have ``permission`` on items in ``state``."""
    return not ADMINISTRATORS_HOLD.isdisjoint(data["matrix"].get(state, {}).get(permission, ()))


def lockout(data: dict[str, Any], state: str, permission: Permission) -> Problem:
    """Return the :class:`Problem` of a row that takes ``permission`` from all administrators."""
    return Problem(
        f"matrix/{state}/{permission}",
        _(
            "This would lock all administrators out of “${state}”: keep owners, or a role that owners have, "
            "for “${permission}”.",
            mapping={"state": _(data["states"][state]["title"]), "permission": permission.label},
        ),
    )


def changed_live(data: dict[str, Any], before: dict[str, Any], kind: WorkflowKind) -> Iterator[Problem]:
    """Yield the states that readers see with one of two definitions only, if items have editions."""
    if not kind.with_editions:
        return
    for id, state in data["states"].items():
        known = before["states"].get(id)
        if known is not None and bool(known.get("live")) != bool(state.get("live")):
            yield Problem(
                f"states/{id}",
                _(
                    "You cannot change whether readers see “${state}”. Add another state and let it replace this one.",
                    mapping={"state": _(state["title"])},
                ),
            )


def problems_against(data: Any, before: dict[str, Any] | None, kinds: Mapping[str, WorkflowKind]) -> list[Problem]:
    """Return all problems of ``data``, including those as a replacement of ``before``."""
    found = problems(data, kinds)
    if not found and before is not None:
        found = [*sorted(locked_out(data, before)), *changed_live(data, before, kind_named(kinds, kind_of(data)))]
    return found
