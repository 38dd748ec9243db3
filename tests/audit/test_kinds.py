"""Kinds of logged events: those registered, and those of a feature that is there no more."""

import csv
import io
import json
import sys

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError

from moothall.command.subcommands.check import Check
from moothall.core.event_log.kinds import ACCESS, ALWAYS, KEY, EventKind, registered_kinds
from moothall.core.search.fulltext import index_of
from tests.audit.test_pages import form_with, sentences
from tests.factories import CURATED

RUMOUR = EventKind("rumour", ACCESS, ALWAYS, person=KEY)


@pytest.fixture
def extension(site):
    """Log an event as a feature that registers its kind, and then take the feature away."""
    entries = site.registry.moothall_entries["event kind"]

    def tell(formatter, entry):
        return f"{formatter.name(entry.actor)} heard something about {formatter.name(entry.person)}."

    with Configurator(registry=site.registry) as config:
        config.add_event_kind(RUMOUR, "Rumours", tell)
    site.on(CURATED, log_rumour(site))
    site.copy_audit()
    yield
    entries.pop("rumour", None)
    site.registry.moothall_sorted_entries.clear()


@pytest.fixture
def gone(site, extension):
    """Log one more event of a kind that is then registered no more, before it is copied to the audit log."""
    site.on(CURATED, log_rumour(site))
    del site.registry.moothall_entries["event kind"]["rumour"]
    site.registry.moothall_sorted_entries.clear()
    site.copy_audit()


def log_rumour(site):
    def log(space):
        space.__parent__.__parent__.event_log.append(
            site.act("owner", "So they say."), RUMOUR, space.uid, key=site.id_of("member")
        )

    return log


def test_every_constant_is_registered_with_its_id(site):
    """An event log knows no registry: what it may append is what is a constant, and those are all registered."""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("moothall.")]
    constants = {one.id: one for module in modules for one in vars(module).values() if isinstance(one, EventKind)}
    assert constants == {id: one.kind for id, one in registered_kinds(site.registry).items()}


def test_an_extension_has_its_sentence_and_its_filter(extension, as_admin, as_owner):
    page = as_admin.get("/admin/audit?kind=rumour")
    assert sentences(page) == ["Olga Owner heard something about Mika Member."]
    assert ("rumour", True, "Rumours") in form_with(page, "kind")["kind"].options
    assert sentences(as_owner.get(f"{CURATED}/audit?kind=rumour")) == ["Olga Owner heard something about Mika Member."]


def test_events_of_a_removed_extension_are_listed_with_the_id_of_their_kind(gone, as_admin, as_owner):
    said = "Something else happened to “Curated space”: “rumour”, by Olga Owner."
    page = as_admin.get("/admin/audit?kind=rumour")
    assert sentences(page) == [said, said]
    assert "So they say." in page
    assert ("rumour", True, "rumour") in form_with(page, "kind")["kind"].options
    assert sentences(as_owner.get(f"{CURATED}/audit?kind=rumour")) == [said, said]
    assert said in as_admin.get("/admin/audit?kind=access")


def test_events_of_a_removed_extension_are_exported(gone, as_admin, api):
    rows = list(
        csv.DictReader(io.StringIO(as_admin.get("/admin/audit?format=csv&kind=rumour").body.decode("utf-8-sig")))
    )
    assert [(row["kind"], row["actor"], row["person"]) for row in rows] == [
        ("rumour", "owner", ""),
        ("rumour", "owner", "member"),
    ]
    lines = as_admin.get("/admin/audit?format=jsonl&kind=rumour").body.decode().splitlines()
    assert [json.loads(line)["text"] for line in lines] == [row["text"] for row in rows]
    assert [entry["kind"] for entry in api.admin.get("/@audit?kind=rumour").json["items"]] == ["rumour", "rumour"]


def test_events_of_a_removed_extension_are_in_the_history(gone, as_owner, as_member, api):
    said = "Something else happened to “Curated space”: “rumour”, by Olga Owner."
    assert said in as_owner.get(f"{CURATED}/history")
    assert said not in as_member.get(f"{CURATED}/history")
    found = [entry for entry in api.owner.get(f"{CURATED}/@history").json["items"] if entry["action"] == "rumour"]
    assert [entry["title"] for entry in found] == [said, said]


def test_the_chain_holds_when_an_extension_is_removed(gone, site):
    assert site.trail(lambda trail: list(trail.verify())) == []


def test_check_finds_nothing_wrong_when_an_extension_is_removed(gone, site):
    kinds = {id: one.kind for id, one in registered_kinds(site.registry).items()}

    def look(tree, trail):
        checking = Check(tree, index_of(site.registry), trail, kinds)
        checking.everything()
        return checking.broken, checking.problems

    assert site.read(lambda tree: site.trail(lambda trail: look(tree, trail))) == ([], {})


def test_two_features_with_one_kind_conflict():
    config = Configurator()
    config.include("moothall.core.event_log")
    config.add_event_kind(RUMOUR, "Rumours", str)
    config.add_event_kind(EventKind("rumour"), "Other rumours", str)
    with pytest.raises(ConfigurationConflictError):
        config.commit()
