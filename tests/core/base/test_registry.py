"""What features register belongs to one application, can be inspected, and conflicts where two take one name."""

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError

from moothall.core.base.registry import register, registered


def includes(*entries):
    def includeme(config):
        for name, value, order in entries:
            register(config, "color", name, value, order=order)

    return includeme


def test_entries_come_in_order_and_then_as_registered():
    config = Configurator()
    config.include(includes(("red", 1, 5), ("green", 2, 0), ("blue", 3, 0)))
    config.commit()
    assert list(registered(config.registry, "color").items()) == [("green", 2), ("blue", 3), ("red", 1)]
    assert dict(registered(config.registry, "shape")) == {}


def test_nothing_is_registered_before_the_commit_and_nothing_in_another_application():
    config, other = Configurator(), Configurator()
    register(config, "color", "red", 1)
    assert dict(registered(config.registry, "color")) == {}
    config.commit()
    assert dict(registered(config.registry, "color")) == {"red": 1}
    assert dict(registered(other.registry, "color")) == {}


def test_an_entry_that_comes_later_is_seen():
    config = Configurator()
    register(config, "color", "red", 1)
    config.commit()
    assert list(registered(config.registry, "color")) == ["red"]
    register(config, "color", "blue", 2)
    config.commit()
    assert list(registered(config.registry, "color")) == ["red", "blue"]


def test_two_features_with_one_name_conflict():
    config = Configurator()
    config.include(includes(("red", 1, 0)))

    def other(config):
        register(config, "color", "red", 2)

    config.include(other)
    with pytest.raises(ConfigurationConflictError, match="color"):
        config.commit()


def test_who_includes_a_feature_may_replace_an_entry():
    config = Configurator()
    config.include(includes(("red", 1, 0)))
    register(config, "color", "red", 2)
    config.commit()
    assert registered(config.registry, "color")["red"] == 2


def test_entries_appear_in_the_introspector():
    config = Configurator()
    register(config, "color", "red", 1)
    config.commit()
    [entry] = config.introspector.get_category("color")
    assert (entry["introspectable"]["value"], entry["introspectable"].discriminator) == (1, "red")


def test_no_directive_has_the_name_of_a_method_of_pyramid(base):
    """Pyramid finds its own method first, and passes over the directive in silence."""
    directives = base.app.registry._directives
    assert len(directives) > 20
    assert [name for name in directives if hasattr(Configurator, name)] == []
