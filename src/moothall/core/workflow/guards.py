"""Guards: conditions of a transition besides the permission.

A transition of a definition can have a list of them, as plain data::

    guards:
    - {kind: not_creator}
    - {kind: approvers, count: 2, fields: [title, text]}
    - {kind: required_fields, fields: [description, subjects]}
    - {kind: translations, languages: [de, fr]}
    - {kind: not_before, date: 2027-01-01}

A date is stored as the moment it begins, with the offset from UTC where it was entered (:func:`with_moments`).

This module defines and parses them; :mod:`.guard_checks` checks them.
"""

import datetime
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.base.languages import BY_CODE
from moothall.core.base.zones import instant, local

#: Maximum number of people who have to approve.
MAX_APPROVERS = 20


class Guard(NamedTuple):
    """One guard of a compiled definition; its parameters depend on its kind."""

    kind: str
    count: int = 1  # type: ignore[assignment]  # a field named like a method of tuple
    fields: tuple = ()
    languages: tuple = ()
    date: datetime.datetime | None = None


class GuardType(NamedTuple):
    """A kind of guard: ``title`` says what it requires; ``parameters`` names the used fields of :class:`Guard`."""

    title: str
    parameters: tuple
    #: The error for an unmet guard: ``Forbidden`` if it depends on the person, otherwise ``Conflict``.
    error: type[Exception]


KINDS = {
    "not_creator": GuardType(_("Someone other than its creator"), (), Forbidden),
    "approvers": GuardType(_("Several people must approve"), ("count", "fields"), Forbidden),
    "required_fields": GuardType(_("Required fields"), ("fields",), Conflict),
    "translations": GuardType(_("Languages it must be published in"), ("languages",), Conflict),
    "not_before": GuardType(_("Not before a date"), ("date",), Conflict),
}


def compiled(data: Any) -> tuple[Guard, ...]:
    """Return the validated guards of a transition; raise :class:`BadInput` with a message for invalid data."""
    if not isinstance(data, list | tuple):
        raise BadInput(_("The conditions of an action must be a list."))
    found = tuple(_read(one) for one in data)
    if len({guard.kind for guard in found}) < len(found):
        raise BadInput(_("An action cannot have the same condition twice."))
    return found


def kind_in(one: Any) -> GuardType | None:
    """Return the :class:`GuardType` of plain data, or None."""
    named = one.get("kind") if isinstance(one, dict) else None
    return KINDS.get(named) if isinstance(named, str) else None


def _read(one: Any) -> Guard:
    kind = kind_in(one)
    if kind is None or not set(one) <= {"kind", *kind.parameters}:
        raise BadInput(_("There is no condition “${name}”.", mapping={"name": str(one)[:100]}))
    guard = Guard(one["kind"], **{name: _READERS[name](one[name]) for name in kind.parameters if name in one})
    if "fields" in kind.parameters and guard.kind == "required_fields" and not guard.fields:
        raise BadInput(_("Choose the required fields."))
    if guard.kind == "translations" and not guard.languages:
        raise BadInput(_("Choose the languages it must be published in."))
    if guard.kind == "not_before" and guard.date is None:
        raise BadInput(_("Enter the first date the action is possible."))
    return guard


def _count(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= MAX_APPROVERS:
        raise BadInput(
            _("The number of people who must approve must be between 1 and ${most}.", mapping={"most": MAX_APPROVERS})
        )
    return value


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) and one.isidentifier() for one in value):
        raise BadInput(_("Give the fields as a list of names."))
    return tuple(value)


def _languages(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) and one in BY_CODE for one in value):
        raise BadInput(_("Give the languages as a list of codes, such as “de”."))
    return tuple(value)


def _date(value: Any) -> datetime.datetime:
    return moment_of(value, datetime.UTC)


def moment_of(value: Any, zone: datetime.tzinfo) -> datetime.datetime:
    """Return the moment that a date begins, or of a time; without an offset both are in ``zone``.

    Raise :class:`BadInput` for anything else.
    """
    # YAML parses an unquoted date; JSON and forms have text.
    if type(value) is datetime.date:
        value = datetime.datetime.combine(value, datetime.time())
    try:
        at = value if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadInput(_("Enter a date like 2027-01-31.")) from None
    return at if at.tzinfo is not None else local(instant(at, zone), zone)


def with_moments(data: dict[str, Any], zone: datetime.tzinfo) -> dict[str, Any]:
    """Return a definition in which every date of a guard is stored as a moment; see :func:`moment_of`.

    A draft can contain invalid dates, which stay as they are.
    """
    steps = {
        id: {**step, "guards": [_with_moment(one, zone) for one in step["guards"]]} if step.get("guards") else step
        for id, step in data["transitions"].items()
    }
    return {**data, "transitions": steps}


def _with_moment(guard: Any, zone: datetime.tzinfo) -> Any:
    if isinstance(guard, dict) and "date" in guard:
        with suppress(BadInput):
            return {**guard, "date": moment_of(guard["date"], zone).isoformat()}
    return guard


_READERS: dict[str, Callable[[Any], Any]] = {"count": _count, "fields": _names, "languages": _languages, "date": _date}
