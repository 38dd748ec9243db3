"""The data of each component; `docs/look.rst` shows the macro that renders it.

Labels are translated and times are `Moment`s.  HTML text is an object with `__html__` (the sanitiser's type).  Plain
strings are always escaped, so no template uses `structure`.
"""

from dataclasses import dataclass, field

from moothall.ui.layout.dates import Moment
from moothall.ui.layout.presenters import Action, Avatar, Link


@dataclass(slots=True)
class Chip:
    """A state as a word and a shape; `look` is draft, waiting, changes, published or closed."""

    word: str
    look: str


@dataclass(slots=True)
class PersonLink:
    """A link to a person; visitors get no `url`."""

    name: str
    avatar: Avatar
    url: str = ""
    about: str = ""  # organisation


@dataclass(slots=True)
class Empty:
    """A message for an empty list, with the next action."""

    title: str
    text: str = ""
    action: Action | None = None
    steps: list[Action] = field(default_factory=list)


@dataclass(slots=True)
class Pages:
    """The position in a long list; `summary` describes it ("21 to 40 of 312 documents")."""

    summary: str
    previous_url: str = ""
    next_url: str = ""
    numbers: list[Link] = field(default_factory=list)  # a Link without url stands for a gap


@dataclass(slots=True)
class Composer:
    """A form with one text field, whose draft is stored in the browser."""

    action: str
    label: str
    submit: str
    text: str = ""
    text_format: str = "markdown"
    image_upload_url: str = ""  # where images for the text are taken; empty where none are
    mentions_url: str = ""  # where people to mention are found; empty where none are
    author: PersonLink | None = None
    error: str = ""
    name: str = "text"
    hidden: list[tuple[str, str]] = field(default_factory=list)
    preview: object = None  # HTML of the input, after "Preview" without JavaScript
    answered: Link | None = None  # the post that is answered, with the name of its author
    cancel_url: str = ""  # the form without it


@dataclass(slots=True)
class ItemHead:
    """The head of a document, file or repository item, with its next actions."""

    title: str
    chip: Chip | None = None
    byline: list[Link] = field(default_factory=list)  # authors; a Link without url is plain text
    time: Moment | None = None
    details: list[str] = field(default_factory=list)  # "Version 3", "1.2 MB"
    sentence: str = ""
    primary: Action | None = None
    secondary: list[Action] = field(default_factory=list)
    newer: Link | None = None  # link to the newer draft or back to the published version


@dataclass(slots=True)
class ItemRow:
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
class RowSelection:
    """The rows that can be chosen in a list, by ID, and the actions on them; each action receives `item`s."""

    ids: frozenset[str]
    actions: list[Action]
    query: str = ""  # query of the list, to return to it


@dataclass(slots=True)
class Listing:
    """The table of a library: its rows, which can be chosen, and the upload target."""

    caption: str
    entries: list[ItemRow]
    choosing: RowSelection | None = None
    upload_url: str = ""
    sort: dict[str, Link] = field(default_factory=dict)  # by column: name, state, by, changed, size


@dataclass(slots=True)
class Result:
    """A search result; `snippet` is the index's HTML with the matches marked."""

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
class Facet:
    """A group of filter choices with counts; each `Link` toggles its filter and says whether it is active."""

    title: str
    choices: list[Link]


@dataclass(slots=True)
class Activity:
    """A change as a sentence: person, verb phrase, title."""

    person: PersonLink
    verb: str
    target: Link
    time: Moment
    place: Link | None = None


@dataclass(slots=True)
class RuleGroup:
    """The rules of one origin: (ID, number and title, whether it is chosen)."""

    title: str
    rules: list[tuple[str, str, bool]]


@dataclass(slots=True)
class RuleChoice:
    """A field for the rule on which a restriction is based."""

    groups: list[RuleGroup]
    required: bool = True  # by every button of the form
    sometimes: bool = False  # the form has actions that need no rule, and the label says so


@dataclass(slots=True)
class Confirmation:
    """A page that asks for confirmation; `hidden` fields are sent with the answer."""

    action: str
    text: str
    submit: str
    cancel_url: str
    danger: bool = False
    consequences: list[str] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    reason_label: str = ""  # set if a reason is required
    reason: str = ""
    reason_help: str = ""
    reason_required: bool = False
    rules: RuleChoice | None = None  # set if a rule is required
    error: str = ""
    error_at: str = "reason"  # ID of the field with the error
    cancel: str = ""
    affected_url: str = ""  # the page that lists the affected people
    effect_url: str = ""  # the fragment that summarizes the effect in a sentence
    is_shown_again: bool = False  # its page answers a form that is only to be shown again
    choices: list[tuple[str, str]] = field(default_factory=list)  # (value, label) of what can be taken back as well
    choices_label: str = ""


@dataclass(slots=True)
class Resend:
    """A button that sends fields which were typed before; a script presses it if `at_once`."""

    url: str
    label: str
    fields: list[tuple[str, str]]
    at_once: bool = False


@dataclass(slots=True)
class ErrorPage:
    """An error page with a helpful message and a next action; the same for missing and hidden content."""

    title: str
    text: str
    up: Link | None = None
    login: Action | None = None
    must_log_in: bool = False  # logging in is the only next action
    search: bool = True
    why: Link | None = None  # link to the explanation of a refusal
    ask: Action | None = None  # requests access
    unsent: "Resend | None" = None  # sends on what was typed


@dataclass(slots=True)
class Progress:
    """A running operation; without `done` its extent is unknown."""

    label: str
    total: int = 100
    done: int | None = None
    note: str = ""


@dataclass(slots=True)
class Heading:
    """A line in the table of contents of a long text."""

    title: str
    anchor: str
    level: int = 2


@dataclass(slots=True)
class StateReplacement:
    """A removed state; the new state of its items is one of `choices`, pairs of value and label."""

    name: str
    title: str
    count: str  # "3 items are in this state now."
    choices: list[tuple[str, str]] = field(default_factory=list)
    chosen: str = ""
    error: str = ""
