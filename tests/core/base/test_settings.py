"""Declared settings: parsed once, refused where wrong or unknown."""

from dataclasses import dataclass

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError, ConfigurationError

from moothall.core.base.registry import registered
from moothall.core.base.settings import CATEGORY, Settings, fields, parse_settings, setting, settings_of
from moothall.people.settings import PeopleSettings
from moothall.ui.settings import InterfaceSettings
from moothall.web.settings import WebSettings


@dataclass(frozen=True)
class PollSettings:
    """The settings of a feature."""

    poll_days: int = setting(7, "Duration of a poll, in days.")
    poll_colours: tuple = setting(("red",), "Colours of the bars.")

    def __post_init__(self):
        if self.poll_days < 1:
            raise ConfigurationError("moothall.poll_days must be 1 or more")


def declare_polls(config):
    config.add_feature_settings(PollSettings)


def declare_polls_too(config):
    @dataclass(frozen=True)
    class Others:
        poll_days: int = setting(3, "Something else.")

    config.add_feature_settings(Others)


def configured(*features, **raw):
    config = Configurator(settings={f"moothall.{name}": value for name, value in raw.items()})
    config.include("moothall.core.base.settings")
    for feature in features:
        config.include(feature)
    config.commit()
    return config.registry


@pytest.mark.parametrize("declared", [Settings, WebSettings, InterfaceSettings, PeopleSettings])
def test_what_is_not_given_has_its_default(declared):
    assert parse_settings(declared, {}) == declared()


def test_values_are_parsed_once_by_their_type():
    settings = parse_settings(Settings, {
        "moothall.site_url": "https://example.org/ ", "moothall.work_inside": "no", "moothall.write_lock_wait": "0.5",
        "moothall.audit_days": "8", "pyramid.reload_templates": "true",
    })  # fmt: skip
    assert settings.site_url == "https://example.org"
    assert settings.secure and not settings.work_inside
    assert (settings.write_lock_wait, settings.audit_days) == (0.5, 8)


@pytest.mark.parametrize("raw", [
    {"session_hour": "8"},
    {"poll_days": "8"},
    {"audit_days": "long"},
    {"site_url": "example.org"},
    {"site_url": "https://example.org/moothall"},
    {"write_attempts": "3"},
])  # fmt: skip
def test_a_mistake_stops_the_start(raw):
    with pytest.raises(ConfigurationError):
        configured(**raw)


@pytest.mark.parametrize("days", ["0", "a week"])
def test_a_feature_refuses_a_value_of_its_own(days):
    with pytest.raises(ConfigurationError, match=r"moothall\.poll_days must be"):
        configured(declare_polls, poll_days=days)


def test_a_feature_reads_what_it_has_declared():
    registry = configured(declare_polls, poll_days="3", poll_colours="green  blue")
    settings = settings_of(registry, PollSettings)
    assert settings == PollSettings(3, ("green", "blue"))
    assert settings_of(registry, PollSettings) is settings
    assert registered(registry, CATEGORY)["poll_days"].sentence == "Duration of a poll, in days."


def test_two_declarations_of_one_name_conflict():
    with pytest.raises(ConfigurationConflictError, match="poll_days"):
        configured(declare_polls, declare_polls_too)


@pytest.mark.parametrize("declared", [Settings, WebSettings, InterfaceSettings, PeopleSettings])
def test_each_setting_has_a_sentence(declared):
    assert all(each.metadata["sentence"].endswith(".") for each in fields(declared))
