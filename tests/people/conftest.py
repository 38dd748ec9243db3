"""The mails that were sent, as whoever opens them sees them."""

import re
import threading
from typing import NamedTuple

import pytest

from tests.emails import Emails


class Mail(NamedTuple):
    """One mail, and where its only link leads."""

    to: str
    subject: str
    text: str

    @property
    def link(self):
        (link,) = re.findall(r"http://localhost(/\S+)", self.text)
        return link


class Mails(Emails):
    """What the outbox has sent; people are named by their addresses."""

    def all(self):
        return [Mail(*one) for one in super().all()]

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
