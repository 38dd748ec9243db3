"""The data of the components of spaces; `docs/look.rst` shows the macros that render them."""

from dataclasses import dataclass, field

from moothall.ui.layout.components import Chip, PersonLink
from moothall.ui.layout.presenters import Action, Avatar, Link


@dataclass(slots=True)
class SpaceHead:
    """The head of a coalition or workspace; `facts` are texts such as "Public" and "34 members"."""

    name: str
    url: str
    one_line: str = ""
    emblem: Avatar | None = None
    facts: list[str] = field(default_factory=list)
    chip: Chip | None = None
    join: Action | None = None
    joined: bool = False  # `join` then leaves the space, as a secondary action
    restriction: Action | None = None  # leads to the reasons for a ban or a silence
    inviting: bool = False  # joining is the primary action on this page
    note: str = ""  # "Your request to join is waiting."
    tabs: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class MemberRow:
    """A member of a space, with roles and the start of membership."""

    person: PersonLink
    roles: str
    since: str = ""
    until: str = ""
    actions: list[Action] = field(default_factory=list)
    note: str = ""  # the sponsor of a guest
    chip: Chip | None = None  # banned
    change: dict | None = None  # data of the form that replaces this row


@dataclass(slots=True)
class Country:
    """A coalition on the map and in the list beside it; `name` is that of its country, or empty."""

    code: str
    name: str
    coalition: str
    url: str = ""
    note: str = ""  # "14 members"
