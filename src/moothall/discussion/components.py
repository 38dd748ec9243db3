"""The data of the components of discussions; `docs/look.rst` shows the macros that render them."""

from dataclasses import dataclass, field

from moothall.ui.layout.components import Chip, PersonLink
from moothall.ui.layout.dates import Moment
from moothall.ui.layout.presenters import Action, Link


@dataclass(slots=True)
class PostRow:
    """A post in a discussion, as this person may see it."""

    anchor: str
    url: str
    author: PersonLink
    time: Moment
    text: object  # the sanitiser's HTML
    roles: str = ""
    actions: list[Action] = field(default_factory=list)
    first: bool = False
    chip: Chip | None = None  # pending or rejected
    edited: Link | None = None
    in_reply_to: Link | None = None
    new_line: str = ""  # "New since Tuesday", above the first unread post
    removed: str = ""  # the message for a removed post, with the reason
    why: str = ""  # who decided about the post and why, for the people concerned
    reactions: list = field(default_factory=list)  # (sign, name, count, "true" if it is the person's own)
    is_answer: bool = False
    notes: list[Link] = field(default_factory=list)  # lines above the post: posts that were moved from or to here


@dataclass(slots=True)
class TimelineDate:
    """A date on the timeline beside a discussion."""

    label: str
    url: str
    current: bool = False


@dataclass(slots=True)
class DiscussionRow:
    """A discussion in a list."""

    title: str
    url: str
    author: PersonLink
    replies: int
    last: Moment
    last_by: str
    last_url: str = ""
    unread: int = 0
    pinned: bool = False
    chip: Chip | None = None  # closed, archived
    tags: list[str] = field(default_factory=list)
    place: str = ""  # the space, in lists of several spaces
    noun: str = ""  # "replies", in the grammatical number
    id: str = ""  # value of its checkbox
