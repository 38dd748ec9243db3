"""What features keep once per site."""

import pytest
from BTrees.OOBTree import OOTreeSet
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError
from substanced.interfaces import IEvolutionSteps

from moothall.core.base.registry import registered
from moothall.core.content.items import unregister
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import registry_of
from moothall.core.storage.migrations import unfinished
from moothall.core.storage.site_stores import CATEGORY, SiteStore


def test_a_new_site_has_every_store(site):
    names = set(registered(site.registry, CATEGORY))
    assert {
        "index_queue",
        "outbox",
        "jobs",
        "receipts",
        "claims",
        "schedule",
        "access_requests",
        "notified_ends",
        "invitations",
    } < names
    assert site.read(lambda root: {name for name in names if not hasattr(root, name)}) == set()
    assert site.read(lambda root: unfinished(root, site.registry)) == []


def test_an_older_site_gets_each_store_once(site):
    steps = {
        name: step
        for _key, (name, step) in site.registry.getUtility(IEvolutionSteps).sorted()
        if step.__name__ == "add_missing_store"
    }
    assert {"moothall.core.deciding.evolve.give_a_desk", "moothall.sharing.evolve.make_places"} < set(steps)

    def without(root):
        for name in registered(site.registry, CATEGORY):
            delattr(root, name)

    def evolve(root):
        for step in steps.values():
            step(root, site.registry)
        return {name: getattr(root, name)._p_oid for name in registered(site.registry, CATEGORY)}

    site.write(without)
    site.write(evolve)
    made = site.read(lambda root: {name: getattr(root, name)._p_oid for name in registered(site.registry, CATEGORY)})
    # As it is when nobody has looked at the site yet.
    site.databases[""].cacheMinimize()
    assert len(steps) == len(made) and site.write(evolve) == made


def test_an_item_that_leaves_the_tree_is_forgotten(site, make, monkeypatch):
    forgotten = []
    entries = dict(registered(site.registry, CATEGORY))
    entries["test"] = SiteStore(OOTreeSet, lambda root, item: forgotten.append((root.type_id, item.title)), None)
    monkeypatch.setitem(site.registry.moothall_sorted_entries, CATEGORY, entries)
    make.workspace("Soon gone", name="gone")

    def remove(root):
        assert registry_of(root["workspaces"]) is site.registry

        unregister(ActionContext(None, site.clock()), root["workspaces"]["gone"])

    site.write(remove)
    assert ("site", "Soon gone") in forgotten


def test_two_stores_of_one_name_conflict():
    def first(config):
        config.add_site_store("polls", OOTreeSet)

    def second(config):
        config.add_site_store("polls", OOTreeSet)

    config = Configurator()
    config.include("moothall.core.storage.substanced")
    config.include("moothall.core.storage.site_stores")
    config.include(first)
    config.include(second)
    with pytest.raises(ConfigurationConflictError, match="polls"):
        config.commit()
