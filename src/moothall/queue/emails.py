"""Emails about decisions: to those who decide, immediately or once a day, and to authors afterwards.

Links lead to the page of a decision and never decide.  The emails are composed when they are sent, so people
without pending decisions get none.
"""

from functools import cached_property

from moothall.core.base.i18n import _
from moothall.core.decisions import Decisions
from moothall.document.workflow import CONTENT
from moothall.people.email_composition import DECIDE, Email, quoted, to_account
from moothall.queue.filters import LATE
from moothall.queue.rows import place_of
from moothall.repository.workflow import CURATED

#: Maximum decisions listed in the daily email.
NAMED = 10
#: Maximum characters of a message in the email.
MAX_QUOTE_LENGTH = 1000

AT_ONCE, DAILY = "decide", "decisions"

#: Decisions on documents, files and resources: (transition, new state, subject, first line).
EDITION_DECISIONS = (
    ("approve", "published", _("Published: ${title}"), _("${person} has published “${title}”, which you added.")),
    (
        "request_changes",
        "needs_changes",
        _("Changes requested: ${title}"),
        _("${person} has requested changes to “${title}”, which you added."),
    ),
    (
        "refuse_deletion",
        "published",
        _("Deletion declined: ${title}"),
        _("${person} has declined your request to delete “${title}”."),
    ),
    (
        "archive",
        "archived",
        _("Archived: ${title}"),
        _("${person} has archived “${title}”, which you added. It can be read but not changed."),
    ),
    (
        "unarchive",
        "published",
        _("Republished: ${title}"),
        _("${person} has republished “${title}”, which you added."),
    ),
)


class DecisionEmail(Email):
    """An email to a person who decides."""

    @cached_property
    def decisions(self) -> Decisions:
        """Return the pending decisions of the recipient."""
        return Decisions(self.viewer, self.people)

    def texts_of(self, waiting) -> dict[str, str]:
        """Return the variables that name a decision in a sentence."""
        kind = waiting.kind
        title = kind.heading(self, waiting) or self.translate(_("No text"))
        place = place_of(self, waiting.item, kind.place(waiting))
        return {
            "what": kind.word(self, waiting),
            "title": " ".join(title.split()),
            "person": kind.asker(self, waiting).name,
            "place": self.translate(place.title),
        }

    def queue_link(self, key: str = "") -> str:
        """Return the address of the queue, or of one decision."""
        return self.page_link("/queue" + (f"?item={key}" if key else ""))


def urgent_decision(email, _item):
    """Compose the email about one urgent decision, or return ``None`` if the recipient can no longer make it."""
    waiting = email.decisions.find(email.data["key"])
    if waiting is None:
        return None
    return email.compose(
        _("Waiting for you: ${title}"),
        _("${person} is waiting for your decision on “${title}” in “${place}”: ${what}."),
        quoted(waiting.message[:MAX_QUOTE_LENGTH]),
        waiting.kind.rule(email, waiting),
        DECIDE,
        link=email.queue_link(waiting.key),
        **email.texts_of(waiting),
    )


def daily_decisions(email, _site):
    """Compose the email about all pending decisions, or return ``None`` if there are none."""
    entries = email.decisions.entries()
    if not entries:
        return None
    count = len(entries)
    first = email.pluralize("${n} decision is waiting for you.", "${n} decisions are waiting for you.", count)
    lines = [_line(email, email.decisions.find(entry.key)) for entry in entries[:NAMED]]
    more = count - NAMED
    return email.compose(
        first.rstrip("."),
        first,
        *lines,
        email.translate(_("and ${n} more"), n=more) if more > 0 else "",
        DECIDE,
        _("You get this email once a day as long as something is waiting for you."),
        link=email.queue_link(),
    )


def _line(email, waiting):
    texts, age = email.texts_of(waiting), email.clock.age(waiting.at)
    if email.now - waiting.at > LATE:
        age = f"{age}, {email.translate(_('late'))}"
    first = email.translate(_("${what}: “${title}”"), **texts)
    second = email.translate(_("${person}, in “${place}”, ${age}"), **texts, age=age)
    return f"* {first}\n  {second}\n  {email.queue_link(waiting.key)}"


def includeme(config):
    config.add_email_choice("decisions", _("Decisions waiting for me"))
    config.add_email(AT_ONCE, to_account(urgent_decision, DecisionEmail), choice="decisions")
    config.add_email(DAILY, to_account(daily_decisions, DecisionEmail), choice="decisions")
    for kind in (CONTENT, CURATED):
        for transition, target, subject, first in EDITION_DECISIONS:
            config.add_transition_email(kind.id, transition, target, subject, first)
