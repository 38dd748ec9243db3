"""Every text people see can be translated, and is."""

import pytest

from tests.tools import tool


# 2026-11: lingua leaves closing the files it reads to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_catalogs_hold_what_the_code_says_and_nothing_is_left_in_english():
    translations = tool("translations")
    assert list(translations.problems(translations.extract())) == []


@pytest.mark.parametrize(
    "language, text, kept",
    [
        ("fr", "Pourquoi pas moi ?", "Pourquoi pas moi\u202f?"),
        ("fr", "« ${title} » : ${why}", "«\u00a0${title}\u00a0»\u00a0: ${why}"),
        ("fr", "À voir : http://localhost:6543/a?b", "À voir\u00a0: http://localhost:6543/a?b"),
        ("de", "Aktivieren …", "Aktivieren\u00a0…"),
        ("de", "„${title}“: ${why}", "„${title}“: ${why}"),
    ],
)
def test_no_line_begins_with_a_mark_that_belongs_to_the_word_before(language, text, kept):
    assert tool("translations").kept_together(language, text) == kept
