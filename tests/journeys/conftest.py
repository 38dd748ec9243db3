"""People at their browsers, and the mails they get."""

import email
import email.policy
from pathlib import Path

import pytest

from moothall.core.base.settings import settings_of
from moothall.core.work.delivery import deliver
from tests.journeys.visitor import Visitor


@pytest.fixture
def visit(actors):
    """``visit("member")`` sits down as that person; ``visit("guest")`` has not logged in."""
    return lambda login: Visitor(actors(login))


@pytest.fixture
def mails(site):
    """``mails("member")``: (subject, text) of what that person has been sent."""
    folder = Path(settings_of(site.registry).mail_path)
    for old in folder.glob("*"):
        old.unlink()

    def look(login):
        deliver(site.registry)
        found = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted(folder.glob("*.eml"))
        ]
        return [(one["Subject"], one.get_body().get_content()) for one in found if one["To"] == f"{login}@example.org"]

    return look
