"""Every text people see can be translated, and is."""

from tests.tools import tool


def test_the_catalogs_hold_what_the_code_says_and_nothing_is_left_in_english():
    translations = tool("translations")
    assert list(translations.problems(translations.extract())) == []
