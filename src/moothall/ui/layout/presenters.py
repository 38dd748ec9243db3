"""The data of the frame of every page.

Templates compute nothing: the page fills these classes from the request and templates only read attributes, which
also keeps long discussions fast.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from zlib import crc32

from markupsafe import Markup

#: Number of colours behind initials, which the style sheet names.
AVATAR_HUES = 8


@dataclass(slots=True)
class Link:
    """A text with an address."""

    title: str
    url: str
    current: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(slots=True)
class Action:
    """An action that a person can perform now; its label names the result.

    A link if `post` is false (to a form or a confirmation), otherwise a button that posts to `url` at once, with `name`
    and `value` if the address alone is not enough.
    """

    label: str
    url: str
    post: bool = False
    icon: str = ""
    kind: str = ""  # "danger" if data is lost
    name: str = ""
    value: str = ""
    title: str = ""  # read by screen readers instead of a label that repeats on the page


@dataclass(slots=True)
class Crumb:
    """A breadcrumb; `lock` is a text if the item does not inherit access."""

    title: str
    url: str
    lock: str = ""


@dataclass(slots=True)
class LanguageLink:
    """A language of the interface, with its name in that language."""

    code: str
    name: str
    current: bool = False


@dataclass(slots=True)
class Message:
    """A status message about the last action."""

    text: str
    undo: Action | None = None


@dataclass(slots=True)
class Banner:
    """A notice at the top of every page, with a button that ends what it is about."""

    text: str
    action: Action
    csrf_token: str


@dataclass(slots=True)
class Avatar:
    """Initials on one of eight colours, or the uploaded picture; it renders its own element."""

    initials: str
    hue: int = 0
    picture: str = ""

    def __html__(self) -> str:
        if self.picture:
            return f'<img class="m-avatar" src="{escape(self.picture)}" alt="" loading="lazy">'
        return f'<span class="m-avatar m-avatar-{self.hue}" aria-hidden="true">{escape(self.initials)}</span>'


@dataclass(slots=True)
class CurrentUser:
    """The person who is logged in as shown in the top bar."""

    name: str
    url: str
    avatar: Avatar
    menu: list[Link] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)  # with an icon and a count of pending items
    logout_url: str = "/logout"

    @property
    def count(self) -> int:
        """Return the total number of pending items."""
        return sum(link.count or 0 for link in self.links)


@dataclass(slots=True)
class Layout:
    """The data of `master.pt`; `ui` contains the macros and `words` the translated labels."""

    title: str
    ui: object
    words: object
    clock: object
    static: Callable[[str], str]
    active_filters: Callable[[int], str]  # "2 active"
    site_name: str = "Moothall"
    description: str = ""
    lang: str = "en"
    theme: str = ""  # "light", "dark" or "" for the system's setting
    zone: str = "UTC"  # the time zone of the times on the page
    zone_url: str = ""  # where the browser posts its own, if it is not fixed
    kind: str = "page"  # page, text, list, thread, home, narrow: width and spacing
    places: list[Link] = field(default_factory=list)
    breadcrumbs: list[Crumb] = field(default_factory=list)
    search_url: str = "/search"  # empty if search is not available to this person
    person: CurrentUser | None = None
    login_url: str = "/login"
    signup_url: str = ""
    languages: list[LanguageLink] = field(default_factory=list)
    message: Message | None = None
    banners: list[Banner] = field(default_factory=list)
    item_links: list[Link] = field(default_factory=list)  # links below the page of an item
    csrf_token: str = ""
    once: str = ""  # the token against double submission of forms on this page
    writer: str = ""  # the ID of the person who is logged in, for drafts and forms
    thing: tuple[str, str] = ("", "")  # UID and path of the context
    has_drafts: bool = False  # True if the server may have drafts of forms on this page
    is_answer: bool = False  # True if the page answers a form
    here: str = "/"  # path and query of this page, to return to it
    canonical: str = ""  # the address for search engines, on public pages of items
    is_site: bool = False  # True on pages of the site itself
    formats: list[tuple[str, str]] = field(default_factory=list)  # media type and address of other formats of the page
    linked_data: Markup | None = None  # JSON-LD for search engines
    footer: list[Link] = field(default_factory=list)
    icons: str = field(init=False)

    def __post_init__(self):
        self.icons = self.static("icons.svg")

    @property
    def master(self):
        """Return the template that every page fills: `metal:use-macro="layout.master"`."""
        return self.ui.template("master")

    @property
    def head_title(self) -> str:
        return f"{self.title} · {self.site_name}" if self.title else self.site_name


def avatar_of(name: str, person_id: str, picture: str = "") -> Avatar:
    """Return the avatar of a person; the colour depends on the ID, so it is the same on every page."""
    return Avatar(initials_of(name), crc32(person_id.encode()) % AVATAR_HUES, picture)


def initials_of(name: str) -> str:
    """Return the first and last initial, the usual short form in most of Europe."""
    parts = [part for part in name.replace("-", " ").split() if part[0].isalnum()]
    if not parts:
        return "?"
    if len(parts) == 1:
        return parts[0][0].upper()
    return (parts[0][0] + parts[-1][0]).upper()
