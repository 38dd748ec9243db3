"""Compose emails: plain text, in the language of the recipient, with one link.

The first line says what happened and why the email came.  Every email is composed when it is sent,
from the site as it is then: permissions are checked at that moment, so people who may no longer
read an item get no email about it.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from pyramid.registry import Registry
from pyramid.traversal import resource_path

from moothall.core.access.person import GUEST, Person
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.i18n import _
from moothall.core.base.registry import registered
from moothall.core.base.settings import settings_of
from moothall.core.work.delivery import EMAIL, Composed, is_email_paused
from moothall.people.store import PeopleStore
from moothall.ui.badges import title_of
from moothall.ui.display_names import FORMER, DisplayNames
from moothall.ui.layout.dates import Clock
from moothall.ui.locale import localizer_for

SEE_IT = _("View it here: ${link}")
DECIDE = _("Decide here: ${link}")


class AddressOnly(NamedTuple):
    """A recipient who is known by an address only, not by an account."""

    email: str
    language: str
    person: Person = GUEST
    #: Only an account has a time zone.
    zone_name: str = ""


class Email:
    """An email to one recipient: an account or :class:`AddressOnly`.

    It has what a :class:`~moothall.core.decisions.DecisionType` reads from a request: ``site``,
    ``registry``, ``viewer``, ``person``, ``people``, ``localizer``, ``names`` and ``now``.
    """

    def __init__(self, registry: Registry, site, people: PeopleStore, message, recipient):
        self.registry, self.site, self.people = registry, site, people
        self.message, self.data, self.recipient = message, message.data, recipient
        self.person = recipient.person
        self.now = registry.clock()
        self.localizer = localizer_for(registry, recipient.language, recipient.zone_name)
        self.locale_name = recipient.language

    @cached_property
    def viewer(self) -> AccessContext:
        """Return the viewer that decides what the recipient may see now."""
        return AccessContext(self.site, self.person, self.now)

    @cached_property
    def clock(self) -> Clock:
        """Return the formatter of dates in the language of the recipient."""
        return Clock(self.now, self.localizer)

    @cached_property
    def names(self) -> DisplayNames:
        """Return the names of people, as pages show them."""
        return DisplayNames(self)

    # -- parts of sentences

    def translate(self, text: str, **mapping: Any) -> str:
        """Translate a text, with values for its variables."""
        return self.localizer.translate(_(text, mapping=mapping) if mapping else text)

    def pluralize(self, one: str, many: str, n: int, **mapping: Any) -> str:
        """Translate a text that contains the number ``n``."""
        return self.localizer.pluralize(one, many, n, domain="moothall", mapping={"n": n, **mapping})

    def name(self, person: str | None) -> str:
        """Return the name of a person by opaque ID."""
        account = self.people.by_id(person)
        return account.name if account is not None else self.translate(FORMER)

    def group(self, id: str) -> str:
        """Return the title of a group."""
        return self.people.groups().get(id, id)

    def title(self, item) -> str:
        """Return the title of the version that the recipient sees, on one line."""
        return " ".join(title_of(self.viewer, self.translate, item).split())

    def link(self, item, *names: str) -> str:
        """Return the address of an item, or of a page of it by the names below its path."""
        return self.page_link(resource_path(item, *names))

    def page_link(self, path: str) -> str:
        """Return the address of a page of the site; ``path`` begins with a slash."""
        return settings_of(self.registry).site_url + path

    # -- the whole

    def compose(self, subject: str, *paragraphs: str, **mapping: Any) -> Composed:
        """Return the email, signed with the title of the site.

        Translatable texts are translated with ``mapping``; in plain ones, which hold names and
        quotes, nothing is replaced.  Empty paragraphs are left out.
        """
        parts = [self._in_words(part, mapping) for part in paragraphs if part]
        text = "\n\n".join([*parts, f"-- \n{self.translate(self.site.title)}"]) + "\n"
        return Composed(self.recipient.email, self._in_words(subject, mapping), text, mapping.get("link", ""))

    def compose_about(
        self, texts: tuple[str, str], title: str, link: str, quote: str = "", see: str = SEE_IT, **mapping: Any
    ) -> Composed:
        """Return an email about what someone did: the first line, a quote of what they wrote, and the link.

        ``texts`` are the subject and the first line; they may contain the variables ``title``, and
        ``person`` for the name of who did it.
        """
        subject, first = texts
        mapping = {
            "person": self.name(self.data["by"]),
            "title": " ".join(self.translate(title).split()),
            "link": link,
            **mapping,
        }
        return self.compose(subject, first, quoted(quote), see, **mapping)

    def _in_words(self, text, mapping):
        return text if type(text) is str else self.translate(text, **mapping)


def quoted(text: str) -> str:
    """Return a text as a quote, each line after ``>``."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


class AccountBuilder(NamedTuple):
    """The builder of an email from an account's message about an item: ``compose(email, item)``."""

    compose: Callable[..., Composed | None]
    factory: type[Email]

    def __call__(self, registry, site, people, message) -> Composed | None:
        """Return the email, or None.

        Accounts that are disabled, have no address that works or turned off this choice get no email, and no one gets
        one about an item that was deleted.
        """
        store = PeopleStore(people)
        account = store.by_id(message.to)
        if account is None or not account.enabled or not account.email:
            return None
        if registered(registry, EMAIL)[message.kind].choice in account.emails_off:
            return None
        if is_email_paused(registry, store, account):
            return None
        return self.composed(registry, site, store, message, account)

    def composed(self, registry, site, store: PeopleStore, message, account) -> Composed | None:
        """Return what the message says to the person, whether they get emails or not; None for what they do not see."""
        item = site.uids.get(message.about)
        return self.compose(self.factory(registry, site, store, message, account), item) if item is not None else None


def to_account(compose: Callable[..., Composed | None], factory: type[Email] = Email) -> AccountBuilder:
    """Return the builder of an email from an account's message about an item: ``compose(email, item)``."""
    return AccountBuilder(compose, factory)
