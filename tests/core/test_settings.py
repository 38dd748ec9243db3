import pytest
from pyramid.exceptions import ConfigurationError

from moothall.core.base.settings import Settings, fields


def test_what_is_not_given_has_its_default():
    assert Settings.parsed({}) == Settings()


def test_values_are_parsed_once_by_their_type():
    settings = Settings.parsed({
        "moothall.site_url": "https://example.org/ ", "moothall.work_inside": "no", "moothall.write_lock_wait": "0.5",
        "moothall.session_hours": "8", "pyramid.reload_templates": "true",
    })  # fmt: skip
    assert settings.site_url == "https://example.org"
    assert settings.secure and not settings.work_inside
    assert (settings.write_lock_wait, settings.session_hours) == (0.5, 8)


@pytest.mark.parametrize("raw", [
    {"moothall.session_hour": "8"},
    {"moothall.session_hours": "long"},
    {"moothall.site_url": "example.org"},
    {"moothall.site_url": "https://example.org/moothall"},
    {"moothall.write_attempts": "3"},
])  # fmt: skip
def test_a_mistake_stops_the_start(raw):
    with pytest.raises(ConfigurationError):
        Settings.parsed(raw)


def test_each_setting_has_a_sentence():
    assert all(each.metadata["sentence"].endswith(".") for each in fields(Settings))
