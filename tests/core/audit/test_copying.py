"""What is told to the trail, how long it is kept there, and sites that began without one."""

from datetime import timedelta

import pytest
from pyramid.exceptions import ConfigurationError

from moothall import main
from moothall.core.access import Ban, Grant
from moothall.core.access.permissions import Permission
from moothall.core.audit.evolve import queue_older_events
from moothall.core.audit.retention import apply_retention
from moothall.core.authorization.history import PastAccessContext
from tests.factories import CURATED, OPEN
from tests.whole_site import SETTINGS


def test_every_fact_is_told_with_the_space_it_happened_in(site, make):
    document = make.document(CURATED + "/documents")
    nested = make.workspace("Nested", in_="/coalitions/it")
    site.copy_audit()
    spaces = site.read(
        lambda tree: {
            tree.uids.get(event.subject).uid: event.id
            for event in tree.event_log
            if event.subject in (document.uid, nested.uid)
        }
    )
    curated = site.read(lambda tree: tree["workspaces"]["curated-space"].uid)
    assert site.trail(lambda trail: trail.of(spaces[document.uid]).space) == curated
    assert site.trail(lambda trail: trail.of(spaces[nested.uid]).space) == nested.uid
    assert site.read(lambda tree: len(tree.event_log)) <= site.trail(len)


def test_what_is_gone_is_told_with_the_space_it_was_in(site, make):
    folder = make.folder(CURATED + "/documents")
    site.on(str(folder), lambda item: item.delete_permanently(site.act("owner")))
    site.copy_audit()
    curated = site.read(lambda tree: tree["workspaces"]["curated-space"].uid)
    kinds = {entry.kind: entry for entry in site.trail(lambda trail: trail.find([f"item:{folder.uid}"])).entries}
    assert kinds.keys() == {"created", "deleted"}
    assert {entry.space for entry in kinds.values()} == {curated}


def test_a_database_with_little_memory_tells_all(site, make):
    make.document(CURATED + "/documents")
    for database in site.databases.values():
        database.setCacheSize(1)
    assert site.copy_audit() > 0
    assert site.copy_audit() == 0


def test_nothing_is_written_while_nothing_waits(site):
    before = [site.databases[name].lastTransaction() for name in ("", "people", "audit")]
    assert site.copy_audit() == 0
    assert [site.databases[name].lastTransaction() for name in ("", "people", "audit")] == before


def test_it_is_kept_as_long_as_the_settings_say(site, make, clock):
    site.client().post_json("/@login", {"login": "author", "password": "moothall-demo"})
    site.copy_audit()
    count = site.trail(len)
    assert apply_retention(site.registry) == (0, 0)
    clock.advance(days=366)
    assert apply_retention(site.registry) == (1, 0)
    assert site.trail(lambda trail: trail.find(["kind:log-in"]).entries[0].person) is None
    clock.advance(days=5 * 366)
    make.document()
    site.copy_audit()
    _logins, gone = apply_retention(site.registry)
    assert gone == count
    assert site.trail(lambda trail: list(trail.verify())) == []
    seals = site.read(lambda tree: list(tree.event_log.waiting.seals))
    assert site.trail(lambda trail: list(trail.verify(seals))) == []


def test_the_page_about_privacy_says_so(as_guest):
    page = as_guest.get("/privacy")
    assert "1826 days" in page
    assert "365 days" in page


# -- a site from before there was a trail


def forget_the_trail(tree):
    """As if it had been made by the version before."""
    del tree.event_log.waiting, tree.event_log.access
    for event in tree.event_log:
        if "held" in event.__dict__:
            del event.held
    space = tree["workspaces"]["open-community"]
    space.record.bans["somebody"] = Ban(space.created, None, "Rude.", None)
    nobody = space.record.grants["somebody"] = (Grant("reader", space.created),)
    return nobody


def test_an_older_site_is_told_from_its_beginning(site, make):
    site.write(lambda tree: forget_the_trail(tree) and None)
    document = make.document()
    site.write(lambda tree: queue_older_events(tree, site.registry))
    site.write(lambda tree: queue_older_events(tree, site.registry))
    site.copy_audit()
    facts = site.read(lambda tree: {event.id for event in tree.event_log})
    assert site.trail(lambda trail: facts <= set(trail.by_id))
    assert site.trail(lambda trail: len(trail.find([f"item:{document.uid}"]).entries)) > 1
    told = site.trail(lambda trail: trail.find(["person:somebody"]).entries)
    assert {entry.kind for entry in told} == {"ban", "membership"}
    assert {entry.rule for entry in told} == {"recorded afterwards"}


def test_an_older_site_can_be_asked_about_a_past_date(site, make, clock):
    site.write(lambda tree: forget_the_trail(tree) and None)
    day = clock.now
    make.member(OPEN, "author")
    site.write(lambda tree: queue_older_events(tree, site.registry))
    person = site.person("author")

    def could(tree, when):
        return PastAccessContext(tree, person, when).allowed(
            Permission.ADD, tree["workspaces"]["open-community"]["documents"]
        )

    assert site.read(lambda tree: could(tree, day))
    assert not site.read(lambda tree: could(tree, clock.now + timedelta(seconds=1)))


def test_a_configuration_from_before_is_told_what_is_missing():
    settings = {name: value for name, value in SETTINGS.items() if name != "zodbconn.uri.audit"}
    with pytest.raises(ConfigurationError, match=r"zodbconn\.uri\.audit must say"):
        main({}, **settings)
