"""Delivering what waits in the outbox: at least once, and never twice to be seen.

Each kind of message has a builder, registered by the feature that writes it.  It
looks at the site as it is now and returns nothing when the receiver may no longer
read what the message speaks of.
"""

import logging
import smtplib
from datetime import timedelta
from pathlib import Path

import transaction
from pyramid_mailer.mailer import Mailer
from pyramid_mailer.message import Message

from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import open_site
from moothall.core.storage.write_lock import with_write_lock

log = logging.getLogger(__name__)

BATCH = 50
#: Minutes until the next try, by number of failures; the last one repeats.
PAUSES = (1, 5, 30, 120, 720)


def add_email(config, kind, build):
    """Directive: ``build(registry, site, people, message)`` returns (address, subject, text) or ``None``."""
    config.registry.mail_builders[kind] = build


def deliver(registry):
    """Deliver what waits; returns how many messages were dealt with."""
    manager = transaction.TransactionManager()
    manager.begin()
    connection, site, people = open_site(registry, manager)
    try:
        waiting = site.outbox.waiting(registry.clock(), BATCH)
        results = [(message.key, _try(registry, site, people.root()["people"], message)) for message in waiting]
        if not results:
            return 0

        def note():
            manager.abort()
            manager.begin()
            _note(connection.root()["site"].outbox, results, registry.clock())
            manager.commit()

        # What has been sent is sent again unless this succeeds.
        with_write_lock(registry, note, attempts=20)
        return len(results)
    finally:
        manager.abort()
        connection.close()


def _try(registry, site, people, message):
    """Send one message; returns ``None`` when it is done with, or else what went wrong."""
    try:
        mail = registry.mail_builders[message.kind](registry, site, people, message)
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
    config.registry.mail_builders = {}
    config.add_directive("add_email", add_email)
    config.registry.send_mail = (
        _to_files(settings.mail_path) if settings.mail_delivery == "files" else _by_smtp(config.registry.settings)
    )
