"""What cannot be seen is no text; what decides how letters are written stays."""

import pytest

from moothall.core.base.characters import is_invisible, single_line

UNSEEN = ["", " ", "\u00a0", "\u200b", "\u200d\u200c", "\u2800", "\u3164", "\ufeff\n", "\u202e", "\ufe0f", "\U000e0041"]


@pytest.mark.parametrize("text", UNSEEN)
def test_a_text_of_invisible_characters_is_empty(text):
    assert is_invisible(text)
    assert single_line(text) == ""


@pytest.mark.parametrize("text", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🏫 team", "a"])
def test_joiners_between_letters_stay(text):
    assert not is_invisible(text)
    assert single_line(text) == text


def test_other_control_characters_become_one_space():
    assert single_line(" a\u202e\tb\n\x00c ") == "a b c"
