"""The emails that the site sends, for tests."""

import email
import email.policy
from pathlib import Path

from moothall.core.base.settings import settings_of
from moothall.core.work.delivery import deliver


class Emails:
    """Everything sent so far: ``to("member")`` is the emails to one person, as (subject, text), the oldest first."""

    def __init__(self, registry):
        self._registry = registry
        self._folder = Path(settings_of(registry).mail_path)
        for path in self._folder.glob("*"):
            path.unlink()

    def send(self):
        return deliver(self._registry)

    def all(self):
        while self.send():
            pass
        files = sorted(self._folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
        return [(mail["To"], mail["Subject"], mail.get_body().get_content()) for mail in found]

    def to(self, login):
        return self.at(f"{login}@example.org")

    def at(self, address):
        return [(subject, text) for to, subject, text in self.all() if to == address]

    def receivers(self):
        return sorted(to.partition("@")[0] for to, _subject, _text in self.all())


def take_step(api, login, item, name, reason=""):
    """Take a step in the workflow of an item, through the API."""
    return getattr(api, login).post_json(f"{item}/@workflow/{name}", {"comment": reason, "rule": "law"})
