"""Where the terms of fields come from."""

import pytest
from pyramid.config import Configurator
from pyramid.testing import DummyRequest

from moothall.core.content.terms import choices_of, term_title, terms_of

COLOURS = {"red": "Red", "blue": "Blue"}


@pytest.fixture
def request_():
    config = Configurator()
    config.include("moothall.core.content.terms")
    config.add_term_source(
        "colours of things",
        terms=lambda _request, name: [(term, f"{title} {name}") for term, title in COLOURS.items()],
        title_of=lambda _request, name, term: f"{COLOURS.get(term, term)} {name}",
        serves=lambda _request, name: name in ("car", "house"),
    )
    config.commit()
    request = DummyRequest()
    request.registry = config.registry
    request.locale_name = "fr"
    return request


def test_one_source_serves_many_lists(request_):
    assert terms_of(request_, "car") == [("red", "Red car"), ("blue", "Blue car")]
    assert term_title(request_, "house", "blue") == "Blue house"


def test_what_no_source_knows_is_shown_as_it_is(request_):
    assert terms_of(request_, "ship") == terms_of(request_, "colours of things") == []
    assert term_title(request_, "ship", "blue") == "blue"
    assert term_title(request_, "language", "xx") == "xx"


def test_countries_are_named_in_the_language_of_the_reader(request_):
    assert term_title(request_, "country", "DE") == "Allemagne"
    assert ("DE", "Allemagne") in terms_of(request_, "country")


def test_a_field_with_one_term_is_a_choice_where_the_source_has_an_empty_one(request_):
    assert choices_of(request_, "language")[:2] == [("", "Not specified"), ("bg", "български")]
    assert choices_of(request_, "car") is None
