"""The principals to whom access is given, in the form in which they are stored.

Each kind has a form of its own, so that no name of one can stand for another: a person is stored by
opaque id, a group as ``group:`` and its name, a space as ``space:`` and its uid.
"""

from typing import Any

from moothall.core.access.person import is_person_id

GROUP, SPACE = "group:", "space:"


def group_principal(name: str) -> str:
    """Return the stored form of the group with this name."""
    return GROUP + name


def group_name(principal: str) -> str | None:
    """Return the name of a stored group; None for other principals."""
    return principal.removeprefix(GROUP) if principal.startswith(GROUP) else None


def space_principal(uid: int) -> str:
    """Return the stored form of the space with this uid."""
    return f"{SPACE}{uid}"


def space_uid(principal: str) -> int | None:
    """Return the uid of a stored space; None for other principals."""
    rest = principal.removeprefix(SPACE)
    return int(rest) if principal.startswith(SPACE) and rest.isdigit() else None


def with_kind(principal: Any) -> Any:
    """Return a principal as it is stored now; logged events of earlier versions name a group without its kind."""
    if not isinstance(principal, str) or ":" in principal or is_person_id(principal):
        return principal
    return group_principal(principal)
