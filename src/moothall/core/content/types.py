"""The content types of this application: class, schema and words, in one registry.

``config.add_item_type(Document, schema=DocumentSchema, title=_("Document"))``
registers a class with Substance D's content registry and here.  Forms, API and
import read the same entry, so none of them can take what another would refuse.
"""

from typing import NamedTuple


class ItemType(NamedTuple):
    """What is registered of a type.

    ``schema`` is a colander schema class, or ``None`` where nothing can be edited.  ``adding`` is what people are about
    to do when they add one ("Write a document"), ``send`` what the button under the form says.
    """

    id: str
    factory: type
    schema: type | None
    title: str
    plural: str
    icon: str
    adding: str
    send: str


#: Type → name of a field → its title, for sentences about what is missing.
FIELD_TITLES = {}


def add_item_type(config, factory, title, plural, schema=None, icon="document", adding="", send=""):
    """Directive: make ``factory`` (a subclass of Item) a content type."""
    entry = ItemType(factory.type_id, factory, schema, title, plural, icon, adding, send)
    config.add_content_type(factory.type_id, factory, factory_type=factory.type_id, name=title)

    def register():
        types_of(config.registry)[factory.type_id] = entry
        FIELD_TITLES[factory.type_id] = (
            {} if schema is None else {node.name: node.title or node.name for node in schema().children}
        )

    config.action(("item type", factory.type_id), register)


def types_of(registry):
    """All types by id."""
    types = getattr(registry, "item_types", None)
    if types is None:
        types = registry.item_types = {}
    return types


def type_of(request, item):
    """The registered type of an item."""
    return types_of(request.registry)[item.type_id]


def includeme(config):
    config.add_directive("add_item_type", add_item_type)
