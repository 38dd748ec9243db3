"""Delivery of the outbox: which builder writes an email, and what happens where there is none."""

import logging

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError

from moothall.core.base.registry import registered
from moothall.core.work.delivery import EMAIL, EMAIL_CHOICE, add_email, add_email_choice, deliver
from tests.factories import CURATED


@pytest.fixture
def config():
    config = Configurator()
    config.add_directive("add_email", add_email)
    config.add_directive("add_email_choice", add_email_choice)
    return config


def write(registry, site, people, message):
    return "member@example.org", "Hello", "Hello."


def test_an_email_names_its_choice(config):
    # The choice may be added later than the emails that name it.
    config.add_email("news", write, choice="news")
    config.add_email("bill", write)
    config.add_email_choice("news", "News of the site")
    config.commit()
    assert {kind: entry.choice for kind, entry in registered(config.registry, EMAIL).items()} == {
        "news": "news",
        "bill": None,
    }
    assert dict(registered(config.registry, EMAIL_CHOICE)) == {"news": "News of the site"}


def test_a_choice_that_nobody_adds_stops_the_start(config):
    config.add_email("news", write, choice="gossip")
    with pytest.raises(ConfigurationError, match="'news' names the choice 'gossip'"):
        config.commit()


def test_a_message_without_a_builder_is_dropped_once_and_logged(site, caplog):
    put = site.write(lambda tree: tree.outbox.put("from an extension", None, tree.uid, site.clock.now).key)
    with caplog.at_level(logging.WARNING, "moothall.core.work.delivery"):
        assert deliver(site.registry) == 1
    (record,) = caplog.records
    assert record.getMessage() == f"Dropped message {put:x}: no feature registers emails of kind 'from an extension'"
    assert site.read(lambda tree: len(tree.outbox)) == 0
    assert deliver(site.registry) == 0


def test_the_others_in_the_outbox_are_sent(site, make, api):
    document = make.document(CURATED + "/documents", state="proposed", by="member")
    api.facilitator.post_json(f"{document}/@workflow/approve", {"comment": ""})
    site.write(lambda tree: tree.outbox.put("from an extension", None, tree.uid, site.clock.now) and None)
    assert deliver(site.registry) == 2
    assert site.read(lambda tree: len(tree.outbox)) == 0
