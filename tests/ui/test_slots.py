"""Slots of pages: their order, who sees what stands in them, and conflicts between features."""

from itertools import count
from types import SimpleNamespace

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError, ConfigurationError

from moothall.core.base.registry import registered
from moothall.ui.slots import panels

NUMBERS = count()


class Page:
    """A view for a person who may see something or not."""

    def __init__(self, registry, member=True):
        self.request = SimpleNamespace(registry=registry)
        self.member = member


@pytest.fixture
def config():
    config = Configurator()
    config.include("moothall.ui.slots")
    config.add_slot("shelf", "show(view, …) returns a text.")
    return config


def feature(name, slot="shelf", order=0, show=None):
    def includeme(config):
        config.add_panel(slot, name, show or (lambda view: name), order=order)

    # Pyramid includes a function of a module once, by its name.
    includeme.__name__ = f"feature_{next(NUMBERS)}"
    return includeme


def test_panels_stand_in_order_and_then_as_registered(config):
    for name, order in (("last", 30), ("first", 0), ("second", 10), ("third", 10)):
        config.include(feature(name, order=order))
    config.commit()
    assert panels(Page(config.registry), "shelf") == ["first", "second", "third", "last"]


def test_a_panel_that_shows_nothing_leaves_no_trace(config):
    config.include(feature("for members", show=lambda view: "secret" if view.member else None))
    config.include(feature("empty", show=lambda view: 0))
    config.commit()
    assert panels(Page(config.registry), "shelf") == ["secret", 0]
    assert panels(Page(config.registry, member=False), "shelf") == [0]


def test_a_slot_hands_over_what_the_page_knows(config):
    config.include(feature("both", show=lambda view, one, other: one + other))
    config.commit()
    assert panels(Page(config.registry), "shelf", 1, 2) == [3]


def test_a_slot_without_panels_is_empty(config):
    config.commit()
    assert panels(Page(config.registry), "shelf") == []


def test_two_features_with_one_name_in_a_slot_conflict(config):
    config.include(feature("same"))
    config.include(feature("same", show=lambda view: "other"))
    with pytest.raises(ConfigurationConflictError):
        config.commit()


def test_one_name_in_two_slots_is_no_conflict(config):
    config.add_slot("drawer", "show(view) returns a text.")
    config.include(feature("same"))
    config.include(feature("same", slot="drawer"))
    config.commit()
    assert panels(Page(config.registry), "shelf") == panels(Page(config.registry), "drawer") == ["same"]


def test_a_feature_may_be_included_before_the_slot_is_declared():
    config = Configurator()
    config.include("moothall.ui.slots")
    config.include(feature("early"))
    config.add_slot("shelf", "show(view) returns a text.")
    config.commit()
    assert panels(Page(config.registry), "shelf") == ["early"]


def test_a_panel_for_a_slot_that_no_page_has_is_refused(config):
    config.include(feature("lost", slot="shell"))
    with pytest.raises(ConfigurationError, match=r"'lost'.*'shell'"):
        config.commit()


def test_every_slot_says_what_it_takes(app):
    slots = registered(app.registry, "slot")
    assert "main navigation" in slots
    assert all(description.startswith("show(view") for description in slots.values())


def test_what_one_may_not_see_is_in_no_navigation(site):
    """A hidden section, and the link of administrators, are shown to nobody else."""
    titles = {}
    for login in (None, "member", "admin"):
        page = site.client(login).get("/")
        titles[login] = [link.text for link in page.html.select("nav.m-places a, .m-menu-right a")]
    assert titles[None] == ["Coalitions", "Workspaces", "Repository", "Search"]
    assert titles["member"] == [*titles[None], "Your profile", "Settings", "Drafts"]
    assert titles["admin"] == [*titles["member"], "Administration"]
