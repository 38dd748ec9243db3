"""People at their browsers, and the mails they get."""

import pytest

from tests.emails import Emails
from tests.journeys.visitor import Visitor
from tests.journeys.workflow_pages import ADMIN, form_to


@pytest.fixture
def visit(actors):
    """``visit("member")`` sits down as that person; ``visit("guest")`` has not logged in."""
    return lambda login: Visitor(actors(login))


@pytest.fixture
def mails(site):
    """``mails("member")``: (subject, text) of what that person has been sent."""
    return Emails(site.registry).to


@pytest.fixture
def editor(as_admin):
    """The draft of the rules for documents, just begun."""
    page = as_admin.get(f"{ADMIN}/content")
    form_to(page, "/content/begin").submit(status=303).follow()
    return lambda path="draft", **kw: as_admin.get(f"{ADMIN}/content/{path}", **kw)


@pytest.fixture
def facilitator(visit):
    return visit("facilitator")


@pytest.fixture
def owner(visit):
    return visit("owner")


@pytest.fixture
def sent(site):
    """The mails to an address, as (subject, text); call it with the address."""
    return Emails(site.registry).at
