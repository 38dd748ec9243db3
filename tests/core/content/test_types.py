"""Types of items: what features register, and what is asked of it."""

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError
from pyramid.traversal import find_resource

from moothall.core.content.items import Container, Item
from moothall.core.content.types import FieldsOfType, types_for, types_of
from moothall.document.content import Document, Folder, Library
from tests.factories import OPEN


class Shelf(Container):
    """A container of a feature that is added later."""

    type_id = "shelf"
    held_in = (Library,)


class Book(Item):
    """An item of it that also fits into an old container."""

    type_id = "book"
    held_in = (Shelf, Library)


class OtherBook(Item):
    type_id = "book"


@pytest.fixture
def config():
    config = Configurator()
    config.include("substanced.content")
    config.include("moothall.core.content.types")
    return config


def test_a_type_names_the_containers_it_fits_into(config):
    config.add_item_type(Folder, "Folder", "Folders")
    config.add_item_type(Shelf, "Shelf", "Shelves")
    config.add_item_type(Book, "Book", "Books", news="lent the book")
    config.commit()
    registry = config.registry
    assert [one.id for one in types_for(registry, Library.__new__(Library))] == ["folder", "shelf", "book"]
    assert [one.id for one in types_for(registry, Shelf.__new__(Shelf))] == ["book"]
    assert types_for(registry, Book.__new__(Book)) == []
    assert types_of(registry)["book"].news == "lent the book"


def test_types_belong_to_one_application(config, site):
    config.add_item_type(Book, "Book", "Books")
    config.commit()
    assert "book" in types_of(config.registry)
    assert "book" not in types_of(site.registry)


def test_two_features_cannot_have_types_of_one_id(config):
    def one(config):
        config.add_item_type(Book, "Book", "Books")

    def other(config):
        config.add_item_type(OtherBook, "Book", "Books")

    config.include(one)
    config.include(other)
    with pytest.raises(ConfigurationConflictError):
        config.commit()


def test_places_take_what_they_took(site):
    def taken(path):
        return site.read(lambda root: [one.id for one in types_for(site.registry, find_resource(root, path))])

    assert taken(f"{OPEN}/documents") == ["folder", "document", "file", "link"]
    assert taken(OPEN) == ["repository", "search"]
    assert taken("/coalitions") == ["coalition"]
    assert taken("/workspaces") == ["workspace"]
    assert taken(f"{OPEN}/discussions") == ["discussion"]
    assert taken("/people") == []


def test_fields_are_named_by_their_titles(site):
    fields = FieldsOfType(Document.type_id, ("description", "gone"))
    assert fields.titles(site.registry) == ("Summary", "gone")
    assert str(fields) == "description, gone"
