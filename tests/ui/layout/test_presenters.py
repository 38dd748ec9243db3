"""Avatars, and words that are translated once."""

import pytest

from moothall.ui.layout.presenters import AVATAR_HUES, avatar_of, initials_of
from moothall.ui.layout.texts import WORDS, ComponentTexts


@pytest.mark.parametrize(
    "name, initials",
    [("Ana Ferreira", "AF"), ("Maria Grünewald-Castellanos", "MC"), ("Éva", "É"), ("", "?"), ("(—)", "?"),
     ("Jan van der Berg", "JB")],
)  # fmt: skip
def test_initials_are_the_first_and_the_last(name, initials):
    assert initials_of(name) == initials


def test_the_colour_comes_from_the_id_and_not_from_the_name():
    assert avatar_of("Ana", "mhx3k7").hue == avatar_of("Ana Ferreira", "mhx3k7").hue
    assert {avatar_of("Ana", f"id{n}").hue for n in range(200)} == set(range(AVATAR_HUES))


def test_a_word_is_asked_for_once():
    asked = []
    words = ComponentTexts(lambda text: asked.append(text) or text.upper())
    assert (words.reply, words.reply, len(asked)) == ("REPLY", "REPLY", 1)


def test_an_unknown_word_is_an_error_and_not_an_empty_label():
    with pytest.raises(AttributeError):
        ComponentTexts(str).nonsense  # noqa: B018 – reading it is the test
    assert all(WORDS.values())
