"""The data of the component of pending decisions; `docs/look.rst` shows the macro that renders it."""

from dataclasses import dataclass


@dataclass(slots=True)
class QueueRow:
    """A pending decision of this person."""

    title: str
    url: str
    kind: str
    kind_word: str
    asker: str
    place: str
    age: str
    late: bool = False
    selected: bool = False
    holder: str = ""  # the assignee
