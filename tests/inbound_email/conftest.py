import email
import email.policy
import smtplib
import socket
from email.message import EmailMessage
from pathlib import Path

import pytest

from moothall.core.base.settings import settings_of
from moothall.inbound_email.service import ListenerService
from moothall.inbound_email.settings import InboundEmailSettings
from tests.emails import Emails
from tests.factories import GROUP


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Post:
    """The mail server of the people: what the site sent them, and what they send to its listener."""

    def __init__(self, site, api, address):
        self.site, self.api, self.address = site, api, address
        self.emails = Emails(site.registry)

    def ask(self, thread, login="author", text="<p>Which room?</p>"):
        """Post in a discussion that the owner started, so that they get an email; return it."""
        self.api(login).post_json(str(thread), {"@type": "post", "text": text}, status=201)
        return self.last("owner")

    def last(self, login):
        self.emails.all()
        folder = Path(settings_of(self.site.registry).mail_path)
        found = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        ]
        return [one for one in found if one["To"] == f"{login}@example.org"][-1]

    def reply(self, to, text="I agree.", sender="owner@example.org", number="1", **headers):
        """Return a reply to an email, as an email program writes it."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to["Reply-To"], f"Re: {to['Subject']}"
        message["Message-ID"] = f"<{number}@example.org>"
        message["In-Reply-To"] = to["Message-ID"]
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return message

    def send(self, message, to=None, envelope="owner@example.org"):
        """Send an email; return the code and the text of the answer."""
        content = message if isinstance(message, bytes) else message.as_bytes(policy=email.policy.SMTP)
        to = to or str(message["To"])
        # Posts of one moment have no order.
        self.site.clock.advance(seconds=1)
        with smtplib.SMTP(*self.address, timeout=20) as client:
            try:
                client.sendmail(envelope, [to], content)
            except smtplib.SMTPRecipientsRefused as error:
                return next(iter(error.recipients.values()))
            except smtplib.SMTPResponseException as error:
                return error.smtp_code, error.smtp_error
        return 250, b""

    def posts(self, thread):
        """(author, HTML) of the answers in a discussion."""
        found = self.api.admin.get(f"{thread}/@comments").json["items"]
        return [(one["author_username"], one["text"]["data"]) for one in found]


@pytest.fixture
def post(site, api, monkeypatch):
    settings = InboundEmailSettings(
        inbound_listen=f"127.0.0.1:{free_port()}", inbound_domain="in.example.org", inbound_per_hour=6
    )
    monkeypatch.setitem(site.registry.moothall_settings, InboundEmailSettings, settings)
    service = ListenerService(site.registry)
    service.start()
    assert service.is_alive()
    yield Post(site, api, settings.address)
    service.stop()


@pytest.fixture
def thread(make):
    return make.discussion(GROUP + "/discussions", "Rooms", by="owner")
