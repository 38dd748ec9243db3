"""Every text people see can be translated, and is."""

import pytest

from tests.tools import tool


# 2026-11: lingua leaves closing the files it reads to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_catalogs_hold_what_the_code_says_and_nothing_is_left_in_english():
    translations = tool("translations")
    assert list(translations.problems(translations.extract())) == []
