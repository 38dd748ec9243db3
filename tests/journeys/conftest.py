"""People at their browsers, and the mails they get."""

import pytest

from tests.emails import Emails
from tests.journeys.visitor import Visitor


@pytest.fixture
def visit(actors):
    """``visit("member")`` sits down as that person; ``visit("guest")`` has not logged in."""
    return lambda login: Visitor(actors(login))


@pytest.fixture
def mails(site):
    """``mails("member")``: (subject, text) of what that person has been sent."""
    return Emails(site.registry).to
