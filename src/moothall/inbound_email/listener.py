"""The listener for replies: SMTP (RFC 5321) and LMTP (RFC 2033) at one address.

It takes one recipient per email, so that there is one answer to each, as LMTP requires; mail servers send the others in
further transactions.  It is meant for the mail server of the site, not for the internet: it neither encrypts nor
authenticates.  Answers say nothing about accounts or content.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, syntax

from moothall.core.base.settings import settings_of
from moothall.inbound_email.addresses import read_address
from moothall.inbound_email.receiving import Outcome, receive
from moothall.inbound_email.settings import InboundEmailSettings

log = logging.getLogger(__name__)

#: Seconds without a command after which a connection is closed.
IDLE_SECONDS = 60
#: Seconds to wait for the listener to start.
START_SECONDS = 10

TAKEN = "250 2.0.0 OK"
ANSWERS = {
    Outcome.POSTED: TAKEN,
    Outcome.AGAIN: TAKEN,
    Outcome.RETURNED: TAKEN,
    Outcome.BOUNCED: TAKEN,
    # An error would make the mail server write to the program, and that may answer again.
    Outcome.AUTOMATIC: TAKEN,
    Outcome.FORGED: "550 5.7.1 This address takes replies only from the person who was given it.",
    Outcome.UNREADABLE: "550 5.6.0 The message is not well-formed.",
    Outcome.TOO_MANY: "450 4.7.1 Too many replies in an hour; try again later.",
}


class Protocol(SMTP):
    """SMTP that also knows the greeting of LMTP."""

    #: Maximum length of a line in bytes; some programs ignore the limit of 998 characters (RFC 5322, 2.1.1).
    line_length_limit = 65_536

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, hostname: str) -> None:
        """Greet a client that speaks LMTP."""
        await self.smtp_EHLO(hostname)


class Handler:
    """Checks recipients, and takes emails in a thread of its own."""

    def __init__(self, registry):
        self._registry = registry
        self._pool = ThreadPoolExecutor(1, "moothall-inbound-email")

    def close(self):
        """Finish the email that is being taken."""
        self._pool.shutdown()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        """Accept one address for replies."""
        if read_address(self._registry, address) is None:
            return "550 5.1.1 There is no such address here."
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time."
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server, _session, envelope):
        """Take an email; acknowledge it once it is stored."""
        token = read_address(self._registry, envelope.rcpt_tos[0])
        loop = asyncio.get_running_loop()
        try:
            outcome = await loop.run_in_executor(
                self._pool, receive, self._registry, token, envelope.content, envelope.mail_from
            )
        except Exception:
            log.exception("An email could not be taken; the mail server will try again")
            return "451 4.3.0 Temporary error; try again later."
        return ANSWERS[outcome]


class _Controller(Controller):
    def __init__(self, handler, host, port, max_bytes):
        super().__init__(handler, hostname=host, port=port, ready_timeout=START_SECONDS)
        self._max_bytes = max_bytes

    def factory(self):
        return Protocol(
            self.handler,
            data_size_limit=self._max_bytes,
            enable_SMTPUTF8=True,
            hostname="moothall",
            ident="Moothall",
            timeout=IDLE_SECONDS,
        )

    @property
    def is_running(self):
        return self._thread is not None and self._thread.is_alive()


class Listener:
    """Listens for replies until it is stopped."""

    def __init__(self, registry):
        settings = settings_of(registry, InboundEmailSettings)
        self._handler = Handler(registry)
        self._controller = _Controller(self._handler, *settings.address, settings.inbound_max_bytes)

    def start(self):
        """Listen; raise OSError if the address cannot be used."""
        self._controller.start()
        log.info("Replies by email are taken at %s port %d", *self.address)

    @property
    def address(self):
        """Return host and port."""
        return self._controller.server.sockets[0].getsockname()[:2]

    def is_alive(self):
        """Return True while the listener runs."""
        return self._controller.is_running

    def stop(self):
        """Stop listening; an email that is being taken is finished first."""
        self._controller.stop()
        self._handler.close()
