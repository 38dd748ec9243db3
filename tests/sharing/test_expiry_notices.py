"""What ends soon is told to whoever gave it: once, and only while it is true."""

from datetime import timedelta

import pytest

from moothall.core.authorization import sharing
from moothall.core.work.workers import periodic_tasks
from moothall.sharing.expiry_notices import notify_expiring_grants
from tests.emails import Emails
from tests.factories import PRIVATE


@pytest.fixture
def given(site, make, clock):
    """A document that the outsider may read for a month, given by the facilitator."""
    document = make.document(PRIVATE + "/documents", "Confidential plan")
    give(site, document, clock.now + timedelta(days=30))
    return document


def give(site, document, until, roles=("reader",), by="facilitator"):
    site.on(str(document), lambda item: sharing.set_roles(site.act(by), item, site.id_of("outsider"), roles, until))


@pytest.fixture
def mails(site):
    return Emails(site.registry)


def test_it_is_told_two_weeks_before_and_once(site, given, clock, mails):
    assert notify_expiring_grants(site.registry) == 0
    clock.advance(days=17)
    assert notify_expiring_grants(site.registry) == 1
    assert notify_expiring_grants(site.registry) == 0
    ((subject, text),) = mails.to("facilitator")
    assert subject == "Access ends on 1 April: Confidential plan"
    assert "The access you gave Otto Outsider to" in text and f"{given}/sharing" in text


def test_a_new_end_is_told_anew(site, given, clock):
    clock.advance(days=17)
    notify_expiring_grants(site.registry)
    give(site, given, clock.now + timedelta(days=60))
    assert notify_expiring_grants(site.registry) == 0
    clock.advance(days=50)
    assert notify_expiring_grants(site.registry) == 1


def test_what_is_short_from_the_start_needs_no_reminder(site, make, clock):
    document = make.document(PRIVATE + "/documents")
    give(site, document, clock.now + timedelta(days=3))
    assert notify_expiring_grants(site.registry) == 0


@pytest.mark.parametrize("meanwhile", ["taken away", "without end", "giver gone"])
def test_what_is_not_true_any_more_is_not_sent(site, make, given, clock, mails, meanwhile):
    clock.advance(days=17)
    assert notify_expiring_grants(site.registry) == 1
    if meanwhile == "giver gone":
        make.member(PRIVATE, "facilitator")
    else:
        give(site, given, None, () if meanwhile == "taken away" else ("reader",))
    assert mails.all() == []


def test_it_is_a_periodic_task(site):
    assert notify_expiring_grants in {task.work for task in periodic_tasks(site.registry)}
