"""Sections: what every site has at its top."""

from moothall.core.base.registry import registered
from moothall.core.content.items import Container
from moothall.core.content.sections import CATEGORY, Section
from moothall.core.storage.migrations import unfinished
from moothall.site.build import build_site
from tests.whole_site import BEGINNING

NAMES = ["workflows", "coalitions", "workspaces", "repository", "people", "vocabularies", "search"]


def test_a_new_site_has_each_section_in_order(site):
    assert list(registered(site.registry, CATEGORY)) == NAMES
    assert site.read(lambda root: list(root)) == sorted(NAMES)
    assert site.read(lambda root: unfinished(root, site.registry)) == []


def test_a_section_that_another_package_adds_is_created_and_filled(site, monkeypatch):
    class Polls(Container):
        """A section of a package that nothing here knows."""

        type_id = "polls"
        workflow = "site"
        state = "spaces"

    def create(act, root, name, registry):
        assert registry is site.registry
        root.add_item(act, Polls(act, title="Polls"), name, fixed=True)

    entries = {**registered(site.registry, CATEGORY), "polls": Section("Polls", create)}
    monkeypatch.setitem(site.registry.moothall_sorted_entries, CATEGORY, entries)
    new = build_site(site.registry, BEGINNING)
    assert list(new) == sorted([*NAMES, "polls"])
    assert new.uids.get(new["polls"].uid) is new["polls"]
    assert new["search"].state == "published"
