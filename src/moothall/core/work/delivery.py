"""Deliver the messages in the outbox as emails, at least once.

Each kind of message has a builder, registered by the feature that writes the message.  The builder
reads the site as it is now and returns ``None`` if the recipient may no longer read the item.  A
second delivery has the Message-ID of the first one.

A message about something that many people may follow has no recipient.  It is expanded into messages to
each of them first (:func:`add_expansion`).
"""

import logging
import smtplib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.registry import Registry
from pyramid_mailer.mailer import Mailer
from pyramid_mailer.message import Message
from ZODB.POSException import ConflictError

from moothall.core.base.registry import register, registered
from moothall.core.base.settings import settings_of
from moothall.core.content.site import Site
from moothall.core.storage.databases import PEOPLE, open_databases
from moothall.core.storage.write_lock import with_write_lock
from moothall.core.work import outbox

log = logging.getLogger(__name__)

#: Registry categories: kind of message → :class:`EmailKind`; name of a choice → its title; kind → expansion; name →
#: function that is called with each delivered message.
EMAIL, EMAIL_CHOICE, EXPANSION, RECORD = "email", "email choice", "message expansion", "delivery record"
#: Registry categories: name → function that returns where errors are sent, and whether an account gets no emails.
RETURN_PATH, PAUSE = "return path", "email pause"

#: Maximum number of messages per delivery.
BATCH = 50
#: Minutes until the next attempt, by number of failures; the last value repeats.
PAUSES = (1, 5, 30, 120, 720)


class Composed(NamedTuple):
    """An email: the address, subject and text, the address of what it is about, and further headers."""

    address: str
    subject: str
    text: str
    link: str = ""
    headers: Mapping[str, str] = MappingProxyType({})


class OutgoingMessage(Message):
    """An email with the address to which mail servers report errors; empty for that of the sender."""

    return_path = ""


class EmailKind(NamedTuple):
    """How the messages of a kind become emails, and the choice by which people turn them off, if any."""

    build: Callable
    choice: str | None = None


def add_email(config: Configurator, kind: str, build: Callable, choice: str | None = None) -> None:
    """Write the emails for messages of a kind with ``build(registry, site, people, message)``.

    ``build`` returns a :class:`Composed`, or ``None`` for no email.  ``kind`` is stored in the
    outbox.  People can turn off the kinds with one ``choice`` together (see :func:`add_email_choice`);
    those without one are always sent.
    """
    register(config, EMAIL, kind, EmailKind(build, choice))
    if choice is not None:

        def check() -> None:
            if choice not in registered(config.registry, EMAIL_CHOICE):
                raise ConfigurationError(f"The email {kind!r} names the choice {choice!r}, which no feature adds.")

        # After all choices, wherever they are added.
        config.action(None, check, order=1)


def add_email_choice(config: Configurator, name: str, title: Any, order: int = 0) -> None:
    """Add a choice by which people turn off emails on their settings page, which shows its ``title``."""
    register(config, EMAIL_CHOICE, name, title, order)


def add_expansion(config: Configurator, kind: str, expand: Callable) -> None:
    """Expand messages of a kind, which have no recipient, into what each recipient gets.

    ``expand(registry, site, people, message)`` writes it for a part of the recipients, in the transaction that
    removes the message or stores how far it came.  It returns False while recipients are left.
    """
    register(config, EXPANSION, kind, expand)


def add_delivery_record(config: Configurator, name: str, record: Callable) -> None:
    """Call ``record(registry, site, people, message)`` in the transaction that removes a delivered message."""
    register(config, RECORD, name, record)


def add_return_path(config: Configurator, name: str, address: Callable) -> None:
    """Let mail servers report errors to ``address(registry, people, message, mail)``, unless it is empty."""
    register(config, RETURN_PATH, name, address)


def add_email_pause(config: Configurator, name: str, is_paused: Callable) -> None:
    """Send no notifications to accounts for which ``is_paused(people, account)``; they still get other emails."""
    register(config, PAUSE, name, is_paused)


def is_email_paused(registry: Registry, people: Any, account: Any) -> bool:
    """Return True if an account gets no notifications by email now; ``people`` is the store of accounts."""
    return any(is_paused(people, account) for is_paused in registered(registry, PAUSE).values())


def deliver(registry: Registry) -> int:
    """Deliver one batch of waiting messages; return the number of those sent, expanded, dropped or attempted."""
    with open_databases(registry) as databases:
        people = databases.people_connection.root()[PEOPLE]
        expansions = registered(registry, EXPANSION)
        waiting = databases.site.outbox.waiting(registry.clock(), BATCH)
        expanded = [message.key for message in waiting if message.kind in expansions]
        for key in expanded:
            with_write_lock(registry, partial(_expand, registry, databases, key), attempts=20)
        if expanded:
            databases.refresh()
            waiting = databases.site.outbox.waiting(registry.clock(), BATCH)
        results = [
            (message.key, _try(registry, databases.site, people, message))
            for message in waiting
            if message.kind not in expansions
        ]
        if not results:
            return len(expanded)

        def note() -> None:
            databases.refresh()
            _note(registry, databases, results)
            databases.commit()

        # Sent messages would be sent again if this failed.
        with_write_lock(registry, note, attempts=20)
        return len(expanded) + len(results)


def _expand(registry: Registry, databases: Any, key: int) -> None:
    """Expand a part of a message without recipient."""
    databases.refresh()
    site, people = databases.site, databases.people_connection.root()[PEOPLE]
    message = site.outbox.get(key)
    if message is None:
        # Another worker has expanded it.
        return
    try:
        finished = registered(registry, EXPANSION)[message.kind](registry, site, people, message)
    except ConflictError:
        raise
    except Exception as error:
        log.exception("Message %x of kind %s cannot be expanded", message.key, message.kind)
        databases.refresh()
        message = site.outbox.get(key)
        if message is not None:
            _postpone(message, f"{type(error).__name__}: {error}", registry.clock())
        finished = False
    if finished:
        site.outbox.remove(key)
    databases.commit()


def _try(registry: Registry, site: Site, people: Any, message: outbox.Message) -> str | None:
    """Send one message; return the error, or None if it can be removed from the outbox."""
    kind = registered(registry, EMAIL).get(message.kind)
    if kind is None:
        # The extension that wrote it was removed, so that every further attempt would fail.
        log.warning("Dropped message %x: no feature registers emails of kind %r", message.key, message.kind)
        return None
    try:
        mail = kind.build(registry, site, people, message)
        if mail is not None:
            email = OutgoingMessage(
                subject=" ".join(mail.subject.split()),
                recipients=[_in_ascii(mail.address)],
                body=mail.text,
                sender=settings_of(registry).mail_sender,
                extra_headers={
                    "Message-ID": f"<{message.key:x}@moothall>",
                    "Auto-Submitted": "auto-generated",
                    **mail.headers,
                },
            )
            paths = (address(registry, people, message, mail) for address in registered(registry, RETURN_PATH).values())
            email.return_path = next(filter(None, paths), "")
            registry.send_mail(message.key, email)
    except (OSError, smtplib.SMTPException) as error:
        return f"{type(error).__name__}: {error}"
    except Exception as error:
        log.exception("Message %x of kind %s cannot be built", message.key, message.kind)
        return f"{type(error).__name__}: {error}"
    return None


def _in_ascii(address: str) -> str:
    """Return an address with the domain in ASCII, as mail servers need it."""
    name, _at, domain = address.rpartition("@")
    return address if domain.isascii() else f"{name}@{domain.encode('idna').decode()}"


def _note(registry: Registry, databases: Any, results: Iterable[tuple[int, str | None]]) -> None:
    site, people = databases.site, databases.people_connection.root()[PEOPLE]
    for key, error in results:
        message = site.outbox.get(key)
        if message is None:
            continue
        if error is None:
            for record in registered(registry, RECORD).values():
                record(registry, site, people, message)
            site.outbox.remove(key)
        else:
            _postpone(message, error, registry.clock())


def _postpone(message: outbox.Message, error: str, now: datetime) -> None:
    message.error = error
    message.not_before = now + timedelta(minutes=PAUSES[min(message.attempts, len(PAUSES) - 1)])
    message.attempts += 1


def _to_files(folder: str | Path) -> Callable[[int, OutgoingMessage], None]:
    """Return a function that writes an email to a file named by its message, so that a second delivery replaces it."""
    folder = Path(folder)

    def send(key: int, message: OutgoingMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{key:x}.part"
        # As mail servers note it when they store an email (RFC 5321, 4.4).
        path = f"Return-Path: <{message.return_path}>\n".encode() if message.return_path else b""
        part.write_bytes(path + bytes(message.to_message().as_bytes()))
        part.replace(folder / f"{key:x}.eml")

    return send


def _by_smtp(settings: Mapping[str, Any]) -> Callable[[int, OutgoingMessage], Any]:
    mailer = Mailer.from_settings(settings)

    def send(_key: int, message: OutgoingMessage) -> Any:
        sender = message.return_path or message.sender
        return mailer.smtp_mailer.send(sender, message.send_to, message.to_message())

    return send


def includeme(config: Configurator) -> None:
    """Register the directives and choose how emails are sent."""
    settings: Any = settings_of(config.registry)
    config.add_directive("add_email", add_email)
    config.add_directive("add_email_choice", add_email_choice)
    config.add_directive("add_expansion", add_expansion)
    config.add_directive("add_delivery_record", add_delivery_record)
    config.add_directive("add_return_path", add_return_path)
    config.add_directive("add_email_pause", add_email_pause)
    config.registry.send_mail = (
        _to_files(settings.mail_path) if settings.mail_delivery == "files" else _by_smtp(config.registry.settings)
    )
