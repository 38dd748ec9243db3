"""Saved versions of an item's fields, and approvals of them."""

from datetime import datetime
from typing import Any, NamedTuple

from persistent import Persistent

from moothall.core.content.version_places import Place

COMMON = ("title", "description", "language", "subjects")


class Version(Persistent):
    """One saved version of an item's fields, never changed once stored."""

    title = ""
    description = ""
    language = ""
    subjects: tuple[str, ...] = ()
    #: What the person changed, in their own words.
    note = ""
    #: (number of the version that this one brought back, number of the version that it replaced).
    restored: tuple[int, int] | None = None
    #: The scopes around it when it was made.
    place: Place | None = None

    def __init__(self, number: int, by: str | None, at: datetime, fields: dict[str, Any], note: str = "") -> None:
        self.number = number
        self.by = by
        self.at = at
        self.data = {name: value for name, value in fields.items() if name not in COMMON}
        for name in COMMON:
            if name in fields:
                setattr(self, name, fields[name])
        if note:
            self.note = note

    def fields(self) -> dict[str, Any]:
        """Return all fields."""
        return {**{name: getattr(self, name) for name in COMMON}, **self.data}

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a field, or the default."""
        return getattr(self, name) if name in COMMON else self.data.get(name, default)


class Approval(NamedTuple):
    """A person's approval of a transition that needs several people; ``digest`` identifies the approved content."""

    transition: str
    person: str | None
    at: datetime
    digest: str
