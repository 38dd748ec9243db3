"""Take an email to a reply address: post it as its sender, with the permissions and checks of the page.

A post and the note that its email was taken are one transaction, so that a second delivery of the email, also after a
crash, changes nothing.
"""

import enum
import logging
from functools import cached_property
from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, MoothallError, NotFound, TooManyRequests
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.content.reserved_names import reserved_names
from moothall.core.event_log.log import ActionContext
from moothall.core.operations import authoring
from moothall.core.storage.databases import PEOPLE, open_databases
from moothall.core.storage.statistics import RECEIVED_EMAILS, count
from moothall.core.storage.write_lock import write
from moothall.discussion.post import Post
from moothall.discussion.schema import PostSchema
from moothall.inbound_email.addresses import BounceToken
from moothall.inbound_email.bounces import count_bounce, permanent_error
from moothall.inbound_email.emails import EMPTY, GONE, MAX_RETURNED_LENGTH, RETURNED
from moothall.inbound_email.quoting import without_quotes
from moothall.inbound_email.reading import Unreadable, read_email
from moothall.inbound_email.records import key_of, taken_emails
from moothall.inbound_email.settings import InboundEmailSettings
from moothall.inbound_email.text import to_html
from moothall.people.email_composition import Email
from moothall.people.store import PeopleStore

log = logging.getLogger(__name__)

NOT_KEPT = _("Attachments of the email that were not kept: ${names}")


class Outcome(enum.Enum):
    """What became of an email; the value is its name in the metrics."""

    POSTED = "posted"
    AGAIN = "again"
    BOUNCED = "bounced"
    RETURNED = "returned"
    AUTOMATIC = "automatic"
    FORGED = "forged"
    UNREADABLE = "unreadable"
    TOO_MANY = "too_many"


class Author(Email):
    """The sender of an email, with what the operations of a page read from a request."""

    def __init__(self, registry, databases, account):
        people = PeopleStore(databases.people_connection.root()[PEOPLE])
        super().__init__(registry, databases.site, people, _NoMessage(), account)

    def act(self, reason="", rule=""):
        """Return the context for an action of the sender."""
        return ActionContext(
            self.person.id,
            self.now,
            reason,
            rule,
            reserved=reserved_names(self.registry),
            zone=settings_of(self.registry).zone,
        )

    @cached_property
    def identity(self):
        """Return the sender."""
        return self.person


class _NoMessage(NamedTuple):
    data: dict = {}


def receive(registry, token, content: bytes, return_path: str | None) -> Outcome:
    """Take an email to the address with ``token``; return what became of it."""
    outcome = _receive(registry, token, content, return_path)
    count(RECEIVED_EMAILS + outcome.value)
    log.info("An email to a reply address: %s", outcome.value)
    return outcome


def _receive(registry, token, content, return_path):
    try:
        received = read_email(content, return_path)
    except Unreadable as error:
        log.info("An email cannot be read: %s", error)
        return Outcome.UNREADABLE
    if isinstance(token, BounceToken):
        return _bounce(registry, token, received, content)
    if received.is_automatic:
        return Outcome.AUTOMATIC
    with open_databases(registry) as databases:
        account = _sender(databases, token, received)
        if account is None:
            return Outcome.FORGED
        try:
            text, names = received.text(), ", ".join(received.attachments())
        except Unreadable as error:
            log.info("The text of an email cannot be read: %s", error)
            return Outcome.UNREADABLE
        notes = [Author(registry, databases, account).translate(NOT_KEPT, names=names)] if names else []
    why: MoothallError | None = None
    html = ""
    try:
        reply = without_quotes(text)
        html = to_html(reply, notes) if reply.text or reply.doubtful else ""
    except BadInput as error:
        why = error

    def post(databases):
        return _post(registry, databases, token, received, content, html)

    def give_back(databases):
        return _return(registry, databases, token, received, content, text, why)

    if why is not None:
        return write(registry, give_back)
    try:
        return write(registry, post)
    except MoothallError as error:
        # What the failed attempt changed was discarded.
        why = error
        return write(registry, give_back)


def _bounce(registry, token, received, content):
    """Count the report of a permanent error; other emails to a return path are dropped."""
    try:
        reason = permanent_error(content)
    except Unreadable:
        return Outcome.UNREADABLE
    if reason is None or not count_bounce(registry, token, content, received.message_id, reason):
        return Outcome.AUTOMATIC
    return Outcome.BOUNCED


def _sender(databases, token, received):
    """Return the account of the sender, if the address was given to them; None otherwise."""
    people = PeopleStore(databases.people_connection.root()[PEOPLE])
    account = people.by_email(received.sender) if received.sender else None
    return account if account is not None and account.enabled and token.is_for(people, account) else None


def _begin(registry, databases, token, received, content):
    """Return the author, and the outcome if it is known; note that the email was taken otherwise."""
    account = _sender(databases, token, received)
    if account is None:
        return None, Outcome.FORGED
    author = Author(registry, databases, account)
    taken = taken_emails(author.people)
    key = key_of(account.id, token.uid, received.message_id, content)
    if taken.is_taken(key):
        return author, Outcome.AGAIN
    if taken.wait_for(account.id, author.now, settings_of(registry, InboundEmailSettings).inbound_per_hour):
        return author, Outcome.TOO_MANY
    taken.take(key, account.id, author.now)
    return author, None


def _post(registry, databases, token, received, content, html):
    author, outcome = _begin(registry, databases, token, received, content)
    if outcome is not None:
        return outcome
    answered = author.site.uids.get(token.uid)
    if not isinstance(answered, Post) or not author.viewer.sees(answered):
        raise NotFound(GONE)
    if not html:
        raise Conflict(EMPTY)
    thread = answered.__parent__
    authoring.require_adding(author, thread, "post")
    values = authoring.check(PostSchema().bind(request=author), {"text": html})
    values["in_reply_to"] = None if answered.is_first else answered.uid
    authoring.add(author, thread, "post", values)
    return Outcome.POSTED


def _return(registry, databases, token, received, content, text, why):
    author, outcome = _begin(registry, databases, token, received, content)
    if outcome is not None:
        return outcome
    answered = author.site.uids.get(token.uid)
    is_seen = isinstance(answered, Post) and author.viewer.sees(answered)
    # A reason is for those who may reply; others learn no more than from a page they cannot open.
    is_shown = is_seen and (
        isinstance(why, TooManyRequests) or author.viewer.allowed(Permission.REPLY, answered.__parent__)
    )
    author.site.outbox.put(
        RETURNED,
        author.person.id,
        None,
        author.now,
        text=text[:MAX_RETURNED_LENGTH],
        why=author.translate(why.message if is_shown else GONE),
    )
    return Outcome.RETURNED
