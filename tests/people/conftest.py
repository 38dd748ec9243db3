"""The mails that were sent, as whoever opens them sees them."""

import email
import email.policy
import re
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

from moothall.core.base.settings import settings_of
from moothall.core.work.delivery import deliver


class Mail(NamedTuple):
    """One mail, and where its only link leads."""

    to: str
    subject: str
    text: str

    @property
    def link(self):
        (link,) = re.findall(r"http://localhost(/\S+)", self.text)
        return link


class Mails:
    """What the outbox has sent."""

    def __init__(self, registry):
        self._registry = registry
        self._folder = Path(settings_of(registry).mail_path)
        for path in self._folder.glob("*"):
            path.unlink()

    def all(self):
        while deliver(self._registry):
            pass
        files = sorted(self._folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
        return [Mail(one["To"], one["Subject"], one.get_body().get_content()) for one in found]

    def to(self, address):
        return [mail for mail in self.all() if mail.to == address]

    def last_to(self, address):
        return self.to(address)[-1]


def form_with(page, field):
    """The form that has a field of this name."""
    return next(form for form in page.forms.values() if field in form.fields)


def at_once(*calls):
    """What each of the calls answers, all made at the same moment."""
    answers, start = [], threading.Barrier(len(calls))

    def run(call):
        start.wait()
        answers.append(call())

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def mails(site):
    return Mails(site.registry)
