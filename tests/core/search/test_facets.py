"""Facets: one list of them for pages and programs."""

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError

from moothall.core.search.facets import add_facet, criteria_of, facets_of
from tests.factories import OPEN


@pytest.fixture
def config():
    config = Configurator()
    config.add_directive("add_facet", add_facet)
    return config


def test_a_facet_without_a_field_is_named_like_it(config):
    config.add_facet("colour", "Colour")
    config.add_facet("first", "First", field="type_id", title_of=lambda _request, value: value.upper(), order=-1)
    config.commit()
    facets = facets_of(config.registry)
    assert list(facets) == ["first", "colour"]
    assert facets["colour"].field == "colour"
    chosen = {"colour": ["red"], "first": ["document"], "unknown": ["x"]}
    assert criteria_of(facets, chosen) == {"types": ["document"], "terms": {"colour": ["red"]}}


def test_two_features_cannot_have_facets_of_one_name(config):
    config.include(_one)
    config.include(_another)
    with pytest.raises(ConfigurationConflictError):
        config.commit()


def _one(config):
    config.add_facet("colour", "Colour")


def _another(config):
    config.add_facet("colour", "Paint")


def test_pages_offer_some_and_programs_may_use_all(app, api, as_guest, make):
    facets = facets_of(app.registry)
    assert [name for name, facet in facets.items() if facet.on_pages] == [
        "portal_type", "Language", "target_audience", "digital_skill_level", "country", "Subject",
    ]  # fmt: skip
    make.resource(title="Zeppelin", sector=("A",), country=("IT",))
    make.document(in_=OPEN + "/documents", title="Zeppelin too", subjects=("Air",))
    found = api.guest.get("/@search?SearchableText=zeppelin&facets=" + ",".join(facets)).json["facets"]
    assert list(found) == list(facets)
    assert (found["sector"], found["country"], found["Subject"]) == ({"A": 1}, {"IT": 1}, {"Air": 1})
    page = as_guest.get("/search?SearchableText=zeppelin&country=IT")
    assert "Italy" in page.text and "Zeppelin too" not in page.text
