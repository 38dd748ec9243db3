"""The mails: plain text, in the receiver's language, with one link.

The first line says what happened and why it came.  Each is written when it is
sent: who may no longer read what it speaks of gets nothing, and neither does who
would be asked for what has been decided meanwhile.
"""

from pyramid.traversal import resource_path

from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.content.versions import Versioned
from moothall.core.richtext import to_plain
from moothall.core.workflow.transition import is_involved
from moothall.people.email_choices import wants
from moothall.people.store import PeopleStore
from moothall.space.role_labels import ROLE_WORDS
from moothall.ui.display_names import FORMER
from moothall.ui.layout.dates import Clock
from moothall.ui.locale import localizer_for

#: So much of a reply is in the mail; the rest is on the page.
MAX_QUOTE_LENGTH = 1000

#: (workflow, step) → (subject, first line).
DECIDED = {
    ("content", "approve"): (_("Published: ${title}"), _("${person} has published “${title}”, which you added.")),
    ("content", "request_changes"): (
        _("Changes requested: ${title}"),
        _("${person} has requested changes to “${title}”, which you added."),
    ),
    ("content", "refuse_deletion"): (
        _("Deletion declined: ${title}"),
        _("${person} has declined your request to delete “${title}”."),
    ),
    ("content", "archive"): (
        _("Archived: ${title}"),
        _("${person} has archived “${title}”, which you added. It can be read but not changed."),
    ),
    ("content", "unarchive"): (
        _("Republished: ${title}"),
        _("${person} has republished “${title}”, which you added."),
    ),
    ("post", "approve"): (
        _("Your post has been published: ${title}"),
        _("${person} has published your post in “${title}”."),
    ),
    ("post", "refuse"): (
        _("Your post was rejected: ${title}"),
        _("${person} has rejected your post in “${title}”."),
    ),
    ("post", "hide"): (_("Your post was removed: ${title}"), _("${person} has removed your post in “${title}”.")),
    ("post", "unhide"): (
        _("Your post has been restored: ${title}"),
        _("${person} has restored your post in “${title}”."),
    ),
    ("space", "activate"): (_("Open: ${title}"), _("${person} has opened “${title}”, which you own.")),
    ("space", "refuse"): (_("Sent back: ${title}"), _("${person} has sent “${title}”, which you own, back to you.")),
    ("space", "refuse_archival"): (
        _("Archiving declined: ${title}"),
        _("${person} has declined your request to archive “${title}”, which you own."),
    ),
    ("space", "archive"): (
        _("Archived: ${title}"),
        _("${person} has archived “${title}”, which you own. It can be read but not changed."),
    ),
    ("space", "suspend"): (
        _("Paused: ${title}"),
        _("${person} has paused “${title}”, which you own. Nothing can be changed there until it is resumed."),
    ),
    ("space", "resume"): (_("Reopened: ${title}"), _("${person} has resumed “${title}”, which you own.")),
}

SEE_IT = _("View it here: ${link}")


class Email:
    """A mail to one person about one item, as the site is now."""

    def __init__(self, registry, site, people, message, account):
        self.message, self.data, self.account, self.site = message, message.data, account, site
        self._registry = registry
        self._people = people
        self._localizer = localizer_for(registry, account.language)
        self.viewer = AccessContext(site, account.person, registry.clock())

    def translate(self, text, **mapping):
        return self._localizer.translate(_(text, mapping=mapping) if mapping else text)

    def pluralize(self, one, many, n, **mapping):
        """A text with a number, in the form that goes with it."""
        return self._localizer.pluralize(one, many, n, domain="moothall", mapping={"n": n, **mapping})

    @property
    def clock(self):
        """Says dates in the language of the receiver."""
        return Clock(self.viewer.now, self._localizer)

    def path(self, item):
        return resource_path(item).rstrip("/")

    def name(self, person):
        account = self._people.by_id(person)
        return account.name if account is not None else self.translate(FORMER)

    def group(self, id):
        """What a group is called."""
        return self._people.groups().get(id, id)

    def link(self, item, path=None):
        """An address on this site: of an item, or of a page."""
        path = resource_path(item) if path is None else path
        return settings_of(self._registry).site_url + path

    def write(self, words, title, link, quote="", see=SEE_IT, **mapping):
        """(address, subject, text)."""
        subject, first = words
        title = " ".join(self.translate(title).split())
        mapping = {"person": self.name(self.data["by"]), "title": title, **mapping}
        parts = [self.translate(first, **mapping)]
        if quote.strip():
            parts.append("\n".join(f"> {line}".rstrip() for line in quote.strip().splitlines()))
        parts.append(self.translate(see, **mapping, link=link))
        parts.append(f"-- \n{self.translate(self.site.title)}")
        return self.account.email, self.translate(subject, **mapping), "\n\n".join(parts) + "\n"


def decided(email, item):
    """Something of the receiver's was decided about."""
    if not email.viewer.sees(item):
        return None
    words = DECIDED[_family(item), email.data["step"]]
    return email.write(words, _title(email, item), email.link(item), email.data["reason"])


def step(email, item):
    """A step was taken that the workflow tells the receiver of."""
    if not email.viewer.sees(item):
        return None
    words = (_("${step}: ${title}"), _("${person} carried out “${step}” on “${title}”."))
    # Reasons are between those who work on something and those who decide.
    reason = email.data["reason"] if is_involved(email.viewer, item) else ""
    return email.write(
        words, _title(email, item), email.link(item), reason, step=email.translate(_(email.data["step"]))
    )


def reply(email, post):
    """Somebody replied."""
    if not email.viewer.sees(post):
        return None
    first = (
        _("${person} replied to you in “${title}”.")
        if email.data["answered"]
        else _("${person} replied in “${title}”, which you started.")
    )
    return email.write(
        (_("Reply: ${title}"), first),
        _title(email, post),
        email.link(post),
        _cut(to_plain(post.text)),
        person=email.name(post.creator),
    )


def membership(email, space):
    """What others made of the receiver in a space; where that is nothing, by the name it had then."""
    before, after = email.data["before"], email.data["after"]
    roles = ", ".join(email.translate(ROLE_WORDS[role]) for role in after)
    seen = email.viewer.sees(space)
    if after and not seen:
        return None
    if after and set(before) == set(after):
        until = email.data["until"]
        words = (
            _("Your membership of ${title}"),
            _("${person} has changed the end date of your membership of “${title}” to ${date}.")
            if until
            else _("${person} has removed the end date of your membership of “${title}”."),
        )
    elif after and before:
        words = _("Your roles in ${title}"), _("${person} has changed your roles in “${title}”. You are now: ${roles}.")
    elif after:
        words = _("You are now a member of ${title}"), _("${person} has added you to “${title}” as: ${roles}.")
    else:
        words = (_("You are no longer a member of ${title}"), _("${person} has ended your membership of “${title}”."))
    date = email.clock.day(email.data["until"].date()) if email.data["until"] else ""
    title = space.title if seen else email.data["title"]
    return email.write(
        words, title, email.link(space if seen else email.site), email.data["reason"], roles=roles, date=date
    )


def builder(compose):
    """Make of ``compose(letter, item)`` what the delivery calls."""

    def build(registry, site, people, message):
        store = PeopleStore(people)
        account, item = store.by_id(message.to), site.uids.get(message.about)
        if account is None or not account.enabled or not account.email or item is None:
            return None
        if not wants(registry, account, message.kind):
            return None
        return compose(Email(registry, site, store, message, account), item)

    return build


def _family(item):
    return "content" if item.workflow == "curated" else item.workflow


def _title(email, item):
    """The title of what the receiver would see there; a reply is called by its topic."""
    if isinstance(item, Versioned):
        return email.viewer.shown(item).version.title
    return item.topic.title


def _cut(text):
    return text if len(text) <= MAX_QUOTE_LENGTH else text[:MAX_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"


def includeme(config):
    for kind, compose, choice in (
        ("decided", decided, None),
        ("step", step, None),
        ("reply", reply, "replies"),
        ("membership", membership, None),
    ):
        config.add_email(kind, builder(compose), choice)
    config.add_email_choice("replies", _("Replies to my posts and in discussions I started"))
    config.add_email_choice("decisions", _("Decisions waiting for me"), order=1)
