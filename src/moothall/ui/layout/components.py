"""What each component shows, as plain data; `docs/look.rst` shows the macro that takes it.

Labels arrive translated and times as `Moment`s. Text that is HTML is an object with
`__html__` (the sanitiser's type): plain strings are always escaped, so no template says
`structure`.
"""

from dataclasses import dataclass, field

from moothall.ui.layout.dates import Moment
from moothall.ui.layout.presenters import Action, Avatar, Link


@dataclass(slots=True)
class Chip:
    """A state in a word and a shape: `look` is draft, waiting, changes, published or closed."""

    word: str
    look: str


@dataclass(slots=True)
class PersonLink:
    """A person where they are named; guests get no `url`."""

    name: str
    avatar: Avatar
    url: str = ""
    about: str = ""  # organisation


@dataclass(slots=True)
class Empty:
    """Nothing here yet, and what to do next."""

    title: str
    text: str = ""
    action: Action | None = None
    steps: list[Action] = field(default_factory=list)


@dataclass(slots=True)
class Pages:
    """Where one is in a long list; `summary` says it in words ("21 to 40 of 312 documents")."""

    summary: str
    previous_url: str = ""
    next_url: str = ""
    numbers: list[Link] = field(default_factory=list)  # a Link without url stands for a gap


@dataclass(slots=True)
class Space:
    """The head of a coalition or workspace; `facts` are words like "Public" and "34 members"."""

    name: str
    url: str
    one_line: str = ""
    emblem: Avatar | None = None
    facts: list[str] = field(default_factory=list)
    chip: Chip | None = None
    join: Action | None = None
    joined: bool = False  # then `join` is the quiet way out
    inviting: bool = False  # joining is the main thing to do on this page
    note: str = ""  # "Your request to join is waiting."
    tabs: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class Post:
    """One contribution to a discussion, as this person may see it."""

    anchor: str
    url: str
    author: PersonLink
    time: Moment
    text: object  # the sanitiser's HTML
    roles: str = ""
    actions: list[Action] = field(default_factory=list)
    first: bool = False
    chip: Chip | None = None  # waiting for a moderator, refused
    edited: Link | None = None
    in_reply_to: Link | None = None
    new_line: str = ""  # "New since Tuesday", above the first unread post
    removed: str = ""  # a tombstone: the whole sentence with its reason


@dataclass(slots=True)
class Tick:
    """A date on the progress rail beside a thread."""

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
    place: str = ""  # the space, where the list is over several
    noun: str = ""  # "replies", in the number of them
    id: str = ""  # what it is chosen by


@dataclass(slots=True)
class Composer:
    """A form with one text. `key` names the draft kept in the browser; one per page and person."""

    action: str
    label: str
    submit: str
    key: str
    text: str = ""
    text_format: str = "markdown"
    author: PersonLink | None = None
    error: str = ""
    name: str = "text"
    hidden: list[tuple[str, str]] = field(default_factory=list)
    preview: object = None  # HTML of what was typed, after "Preview" without JavaScript


@dataclass(slots=True)
class DocumentHead:
    """The head of a document, file or repository item, and what can be done with it next."""

    title: str
    chip: Chip | None = None
    byline: list[Link] = field(default_factory=list)  # authors; a Link without url is plain text
    time: Moment | None = None
    details: list[str] = field(default_factory=list)  # "Version 3", "1.2 MB"
    sentence: str = ""
    primary: Action | None = None
    secondary: list[Action] = field(default_factory=list)
    newer: Link | None = None  # one line that leads to the newer draft or back to the live edition


@dataclass(slots=True)
class LibraryRow:
    """A row of a library: folder, document, file or link."""

    id: str
    name: str
    url: str
    kind: str  # folder, document, file, link, event, resource: the icon
    kind_word: str = ""
    chip: Chip | None = None
    by: str = ""
    changed: Moment | None = None
    size: str = ""


@dataclass(slots=True)
class Choosing:
    """What can be chosen in a list, by the ids of its rows, and what leads on with it; each action gets `item`s."""

    ids: frozenset[str]
    actions: list[Action]
    query: str = ""  # of the list, for the way back to it


@dataclass(slots=True)
class Listing:
    """A library's table: what is in it, what of it can be chosen, where to drop files."""

    caption: str
    entries: list[LibraryRow]
    choosing: Choosing | None = None
    upload_url: str = ""
    sort: dict[str, Link] = field(default_factory=dict)  # by column: name, state, by, changed, size


@dataclass(slots=True)
class Result:
    """A hit of a search; `snippet` is the index's HTML with the hit marked."""

    title: str
    url: str
    kind: str
    kind_word: str
    place: str = ""
    place_url: str = ""
    time: Moment | None = None
    snippet: object = ""
    chips: list[Chip] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RepositoryCard:
    """A resource or good practice in the repository; `facts` are (word, value) pairs."""

    title: str
    url: str
    kind_word: str
    summary: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    chip: Chip | None = None
    tags: list[str] = field(default_factory=list)
    kind: str = "resource"
    id: str = ""  # what it is chosen by


@dataclass(slots=True)
class Facet:
    """A group of choices with counts; each `Link` toggles its filter and says whether it is on."""

    title: str
    choices: list[Link]


@dataclass(slots=True)
class QueueRow:
    """Something that waits for a decision of this person."""

    title: str
    url: str
    kind: str
    kind_word: str
    asker: str
    place: str
    age: str
    late: bool = False
    selected: bool = False
    holder: str = ""  # who has it in hand


@dataclass(slots=True)
class Activity:
    """What somebody did, as a sentence: person, verb phrase, thing."""

    person: PersonLink
    verb: str
    target: Link
    time: Moment
    place: Link | None = None


@dataclass(slots=True)
class MemberRow:
    """A person on a roster, with what they may do there and since when."""

    person: PersonLink
    roles: str
    since: str = ""
    until: str = ""
    actions: list[Action] = field(default_factory=list)
    note: str = ""  # who vouches for them
    chip: Chip | None = None  # banned
    change: dict | None = None  # what the form in this row's place shows


@dataclass(slots=True)
class Country:
    """A country on the map of coalitions; without `url` it has no coalition that this person may see."""

    code: str
    name: str
    url: str = ""
    note: str = ""  # "14 members"


@dataclass(slots=True)
class Confirmation:
    """A page that asks before something happens; `hidden` fields travel with the answer."""

    action: str
    text: str
    submit: str
    cancel_url: str
    danger: bool = False
    consequences: list[str] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    reason_label: str = ""  # set where a reason is asked for
    reason: str = ""
    reason_help: str = ""
    reason_required: bool = False
    error: str = ""
    cancel: str = ""
    affected_url: str = ""  # the page that says who is concerned
    effect_url: str = ""  # the same in a sentence


@dataclass(slots=True)
class ErrorPage:
    """An error page: kind, and with a way on. Absent and hidden things get the same one."""

    title: str
    text: str
    up: Link | None = None
    login: Action | None = None
    must_log_in: bool = False  # logging in is the way on, not one of several
    search: bool = True
    why: Link | None = None  # to the page that says what a refusal rests on
    ask: Action | None = None  # where access can be asked for


@dataclass(slots=True)
class Progress:
    """Something under way; without `done` it is only known to be going on."""

    label: str
    total: int = 100
    done: int | None = None
    note: str = ""


@dataclass(slots=True)
class Heading:
    """A line of the contents beside a long text."""

    title: str
    anchor: str
    level: int = 2


@dataclass(slots=True)
class StateReplacement:
    """A state that goes: what becomes of the things in it is chosen among `choices`, pairs of value and words."""

    name: str
    title: str
    count: str  # "3 things are in it now."
    choices: list[tuple[str, str]] = field(default_factory=list)
    chosen: str = ""
    error: str = ""
