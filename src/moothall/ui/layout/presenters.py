"""What the frame of every page shows, as plain data.

Templates compute nothing: whoever renders a page fills these from the request and
the templates only read attributes, which is also what keeps a long thread cheap.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from zlib import crc32

AVATAR_HUES = 8


@dataclass(slots=True)
class Link:
    """A name that leads somewhere."""

    title: str
    url: str
    current: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(slots=True)
class Action:
    """Something a person can do now; its label says what will be true afterwards.

    A link when `post` is false (it leads to a form or a question), otherwise a button that
    posts to `url` at once, with `name` and `value` when the address alone does not say enough.
    """

    label: str
    url: str
    post: bool = False
    icon: str = ""
    kind: str = ""  # "danger" where something is lost
    name: str = ""
    value: str = ""
    title: str = ""  # spoken instead of the label where the label repeats on the page


@dataclass(slots=True)
class Crumb:
    """One step of the way down; `lock` says in words where rights stop being inherited."""

    title: str
    url: str
    lock: str = ""


@dataclass(slots=True)
class LanguageLink:
    """A language the interface speaks, named in itself."""

    code: str
    name: str
    current: bool = False


@dataclass(slots=True)
class Message:
    """What has just happened, in a sentence."""

    text: str
    undo: Action | None = None


@dataclass(slots=True)
class Banner:
    """What holds for every page at present, above all else, and a button that ends it."""

    text: str
    action: Action
    csrf_token: str


@dataclass(slots=True)
class Avatar:
    """Initials on one of eight colours, or the picture a person uploaded; it writes its own element."""

    initials: str
    hue: int = 0
    picture: str = ""

    def __html__(self) -> str:
        if self.picture:
            return f'<img class="m-avatar" src="{escape(self.picture)}" alt="" loading="lazy">'
        return f'<span class="m-avatar m-avatar-{self.hue}" aria-hidden="true">{escape(self.initials)}</span>'


@dataclass(slots=True)
class CurrentUser:
    """The signed-in person as the top bar shows them."""

    name: str
    url: str
    avatar: Avatar
    menu: list[Link] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)  # with an icon, and how much waits there
    logout_url: str = "/logout"

    @property
    def count(self) -> int:
        """How much waits in all."""
        return sum(link.count or 0 for link in self.links)


@dataclass(slots=True)
class Layout:
    """Everything `master.pt` needs; `ui` holds the macros and `words` the translated labels."""

    title: str
    ui: object
    words: object
    clock: object
    static: Callable[[str], str]
    site_name: str = "Moothall"
    description: str = ""
    lang: str = "en"
    theme: str = ""  # "light", "dark" or what the system says
    kind: str = "page"  # page, text, list, thread, home, narrow: the width and the rhythm of the page
    places: list[Link] = field(default_factory=list)
    breadcrumbs: list[Crumb] = field(default_factory=list)
    search_url: str = "/search"  # empty where there is no search for the person asking
    person: CurrentUser | None = None
    login_url: str = "/login"
    signup_url: str = ""
    languages: list[LanguageLink] = field(default_factory=list)
    message: Message | None = None
    banners: list[Banner] = field(default_factory=list)
    item_links: list[Link] = field(default_factory=list)  # what is offered under the page of an item
    csrf_token: str = ""
    once: str = ""  # the word that lets a form on this page be acted on once
    here: str = "/"  # path and query of this page, to come back to
    canonical: str = ""
    footer: list[Link] = field(default_factory=list)
    icons: str = field(init=False)

    def __post_init__(self):
        self.icons = self.static("icons.svg")

    @property
    def master(self):
        """The template that every page fills: `metal:use-macro="layout.master"`."""
        return self.ui.template("master")

    @property
    def head_title(self) -> str:
        return f"{self.title} · {self.site_name}" if self.title else self.site_name


def avatar_of(name: str, person_id: str, picture: str = "") -> Avatar:
    """The avatar of a person: the same colour everywhere, from the id and not from the name."""
    return Avatar(initials_of(name), crc32(person_id.encode()) % AVATAR_HUES, picture)


def initials_of(name: str) -> str:
    """First and last initial, which is how people shorten names in most of Europe."""
    parts = [part for part in name.replace("-", " ").split() if part[0].isalnum()]
    if not parts:
        return "?"
    if len(parts) == 1:
        return parts[0][0].upper()
    return (parts[0][0] + parts[-1][0]).upper()
