"""Directives of pages: one for a page that shows and takes a form, one for what it says afterwards."""

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError

from moothall.core.base.registry import registered


class Page:
    def __init__(self, context, request): ...


@pytest.fixture
def config():
    config = Configurator()
    config.include("moothall.ui.layout.templating")
    config.include("moothall.ui.page")
    return config


def views(config):
    config.commit()
    found = (entry["introspectable"] for entry in config.introspector.get_category("views"))
    return {(view["request_methods"], view["name"], view["attr"]) for view in found if view["callable"] is Page}


def test_a_page_shows_on_get_and_acts_on_post(config):
    config.add_page(Page, "tea", context=Page, template="moothall.ui:templates/form.pt")
    assert views(config) == {("GET", "tea", "show"), ("POST", "tea", "send")}


def test_the_methods_may_have_other_names(config):
    config.add_page(Page, "tea", context=Page, template="moothall.ui:templates/form.pt", get="ask", post="pour")
    assert views(config) == {("GET", "tea", "ask"), ("POST", "tea", "pour")}


def test_options_hold_for_both(config):
    config.add_page(Page, "tea", context=Page, template="moothall.ui:templates/form.pt", permission="drink")
    views(config)
    permissions = [entry["introspectable"]["value"] for entry in config.introspector.get_category("permissions")]
    assert permissions == ["drink"]
    assert len(config.introspector.get_category("permissions")[0]["related"]) == 2


def test_two_features_cannot_say_different_things_by_one_key(config):
    for number in range(2):

        def includeme(config):
            config.add_status_messages({"poured": "Poured."})

        includeme.__name__ = f"feature_{number}"
        config.include(includeme)
    with pytest.raises(ConfigurationConflictError, match="poured"):
        config.commit()


def test_what_every_page_can_say_is_registered(config):
    config.commit()
    assert {"saved", "added"} <= set(registered(config.registry, "status message"))
