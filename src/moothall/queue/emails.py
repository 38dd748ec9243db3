"""The mails to those who decide: at once for what is urgent, and once a day for all that waits.

Both lead to the page where one decides, never to a decision.  They are written when
they are sent: who has nothing to decide any more gets none.
"""

from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.decisions import Decisions
from moothall.people.email_choices import wants
from moothall.people.store import PeopleStore
from moothall.queue.filters import LATE
from moothall.queue.rows import place_of
from moothall.ui.display_names import DisplayNames
from moothall.ui.layout.dates import Clock
from moothall.ui.locale import localizer_for

#: So many are named in the daily mail.
NAMED = 10
MAX_QUOTE_LENGTH = 1000

AT_ONCE, DAILY = "decide", "decisions"


class Recipient:
    """Who gets a mail, with what a kind needs to put things into words: see :class:`.DecisionType`."""

    def __init__(self, registry, site, people, account):
        self.registry, self.site, self.people, self.account = registry, site, people, account
        self.person = account.person
        self.now = registry.clock()
        self.localizer = localizer_for(registry, account.language)
        self.locale_name = account.language
        self.viewer = AccessContext(site, account.person, self.now)
        self.names = DisplayNames(self)
        self.decisions = Decisions(self.viewer, people)
        self.clock = Clock(self.now, self.localizer)

    def translate(self, text, **mapping):
        return self.localizer.translate(_(text, mapping=mapping) if mapping else text)

    def words(self, waiting):
        """What names a decision in a sentence."""
        kind = waiting.kind
        title = kind.heading(self, waiting) or self.translate(_("No text"))
        place = place_of(self, waiting.item, kind.place(waiting))
        return {
            "what": kind.word(self, waiting),
            "title": " ".join(title.split()),
            "person": self.names.name(waiting.asker),
            "place": self.translate(place.title),
        }

    def address(self, key=""):
        return f"{settings_of(self.registry).site_url}/queue" + (f"?item={key}" if key else "")

    def signed(self, *parts):
        return "\n\n".join([*parts, f"-- \n{self.translate(self.site.title)}"]) + "\n"


def at_once(receiver, data):
    """(subject, text) about one decision, or ``None`` when it is taken, or no longer theirs."""
    waiting = receiver.decisions.find(data["key"])
    if waiting is None:
        return None
    words = receiver.words(waiting)
    parts = [
        receiver.translate(_("${person} is waiting for your decision on “${title}” in “${place}”: ${what}."), **words)
    ]
    if waiting.message.strip():
        parts.append(
            "\n".join(f"> {line}".rstrip() for line in waiting.message[:MAX_QUOTE_LENGTH].strip().splitlines())
        )
    parts.append(waiting.kind.rule(receiver, waiting))
    parts.append(receiver.translate(_("Decide here: ${link}"), link=receiver.address(waiting.key)))
    return receiver.translate(_("Waiting for you: ${title}"), **words), receiver.signed(*filter(None, parts))


def daily(receiver, data):
    """(subject, text) about everything that waits, or ``None`` when nothing does."""
    entries = receiver.decisions.entries()
    if not entries:
        return None
    count = len(entries)
    said = receiver.localizer.pluralize(
        "${n} decision is waiting for you.",
        "${n} decisions are waiting for you.",
        count,
        domain="moothall",
        mapping={"n": count},
    )
    lines = [_line(receiver, receiver.decisions.find(entry.key)) for entry in entries[:NAMED]]
    more = count - NAMED
    if more > 0:
        lines.append(receiver.translate(_("and ${n} more"), n=more))
    link = receiver.translate(_("Decide here: ${link}"), link=receiver.address())
    why = receiver.translate(_("You get this email once a day as long as something is waiting for you."))
    return said.rstrip("."), receiver.signed(said, *lines, link, why)


def _line(receiver, waiting):
    words, age = receiver.words(waiting), receiver.clock.age(waiting.at)
    if receiver.now - waiting.at > LATE:
        age = f"{age}, {receiver.translate(_('late'))}"
    first = receiver.translate(_("${what}: “${title}”"), **words)
    second = receiver.translate(_("${person}, in “${place}”, ${age}"), **words, age=age)
    return f"* {first}\n  {second}\n  {receiver.address(waiting.key)}"


def builder(compose):
    """Make of ``compose(receiver, data)`` what the delivery calls."""

    def build(registry, site, people, message):
        store = PeopleStore(people)
        account = store.by_id(message.to)
        if account is None or not account.enabled or not account.email:
            return None
        if not wants(registry, account, message.kind):
            return None
        written = compose(Recipient(registry, site, store, account), message.data)
        return written and (account.email, *written)

    return build


def includeme(config):
    config.add_email(AT_ONCE, builder(at_once), choice="decisions")
    config.add_email(DAILY, builder(daily), choice="decisions")
