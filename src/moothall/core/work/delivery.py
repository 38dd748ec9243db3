"""Deliver the messages in the outbox as emails, at least once.

Each kind of message has a builder, registered by the feature that leaves it.  The builder reads
the site as it is now and returns ``None`` when the recipient may no longer read what the message
is about.  A second delivery has the Message-ID of the first one.
"""

import logging
import smtplib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid_mailer.mailer import Mailer
from pyramid_mailer.message import Message

from moothall.core.base.registry import register, registered
from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import PEOPLE, open_databases
from moothall.core.storage.write_lock import with_write_lock

log = logging.getLogger(__name__)

#: Registry categories: kind of message → :class:`EmailKind`; name of a choice → its title.
EMAIL, EMAIL_CHOICE = "email", "email choice"

BATCH = 50
#: Minutes until the next try, by number of failures; the last one repeats.
PAUSES = (1, 5, 30, 120, 720)


class EmailKind(NamedTuple):
    """How the messages of a kind become emails, and the choice by which people turn them off, if any."""

    build: Callable
    choice: str | None = None


def add_email(config: Configurator, kind: str, build: Callable, choice: str | None = None) -> None:
    """Write the emails for messages of a kind with ``build(registry, site, people, message)``.

    ``build`` returns (address, subject, text), or ``None`` for no email.  ``kind`` is stored in the
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
    """Let people turn off the emails of this choice on their settings page, which shows its ``title``."""
    register(config, EMAIL_CHOICE, name, title, order)


def deliver(registry):
    """Deliver the waiting messages, at most one batch; return how many were sent, dropped or tried."""
    with open_databases(registry) as databases:
        people = databases.people_connection.root()[PEOPLE]
        waiting = databases.site.outbox.waiting(registry.clock(), BATCH)
        results = [(message.key, _try(registry, databases.site, people, message)) for message in waiting]
        if not results:
            return 0

        def note():
            databases.refresh()
            _note(databases.site.outbox, results, registry.clock())
            databases.commit()

        # What has been sent is sent again unless this succeeds.
        with_write_lock(registry, note, attempts=20)
        return len(results)


def _try(registry, site, people, message):
    """Send one message; return ``None`` when it can leave the outbox, or else the error."""
    kind = registered(registry, EMAIL).get(message.kind)
    if kind is None:
        # The extension that left it was removed: trying again would fail for ever.
        log.warning("Dropped message %x: no feature registers emails of kind %r", message.key, message.kind)
        return None
    try:
        mail = kind.build(registry, site, people, message)
        if mail is not None:
            address, subject, text = mail
            registry.send_mail(
                message.key,
                Message(
                    subject=" ".join(subject.split()),
                    recipients=[_in_ascii(address)],
                    body=text,
                    sender=settings_of(registry).mail_sender,
                    extra_headers={"Message-ID": f"<{message.key:x}@moothall>", "Auto-Submitted": "auto-generated"},
                ),
            )
    except (OSError, smtplib.SMTPException) as error:
        return f"{type(error).__name__}: {error}"
    except Exception as error:
        log.exception("Message %x of kind %s cannot be built", message.key, message.kind)
        return f"{type(error).__name__}: {error}"
    return None


def _in_ascii(address):
    """An address as mail servers want it: its domain in the form that has no other letters."""
    name, _at, domain = address.rpartition("@")
    return address if domain.isascii() else f"{name}@{domain.encode('idna').decode()}"


def _note(outbox, results, now):
    for key, error in results:
        message = outbox.get(key)
        if error is None:
            outbox.remove(key)
        elif message is not None:
            message.error = error
            message.not_before = now + timedelta(minutes=PAUSES[min(message.attempts, len(PAUSES) - 1)])
            message.attempts += 1


def _to_files(folder):
    """Keep each mail as a file named by its message, so that a second delivery replaces the first."""
    folder = Path(folder)

    def send(key, message):
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{key:x}.part"
        part.write_bytes(bytes(message.to_message().as_bytes()))
        part.replace(folder / f"{key:x}.eml")

    return send


def _by_smtp(settings):
    mailer = Mailer.from_settings(settings)
    return lambda key, message: mailer.send_immediately(message)


def includeme(config):
    settings = settings_of(config.registry)
    config.add_directive("add_email", add_email)
    config.add_directive("add_email_choice", add_email_choice)
    config.registry.send_mail = (
        _to_files(settings.mail_path) if settings.mail_delivery == "files" else _by_smtp(config.registry.settings)
    )
