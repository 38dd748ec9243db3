"""``@types``: the content types, and their JSON schemas generated from the form schemas."""

from collections.abc import Iterator
from typing import Any

import colander
from pyramid.config import Configurator

from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.content.schema import RichTextType, SubjectsType, TermsType, UploadType
from moothall.core.content.terms import source_of
from moothall.core.content.types import types_of
from moothall.core.operations import authoring
from moothall.web.api.service import Service

#: JSON Schema type by class of a node's type.
KINDS = (
    (
        RichTextType,
        {
            "type": "object",
            "widget": "richtext",
            "properties": {
                "data": {"type": "string"},
                "content-type": {"type": "string"},
                "encoding": {"type": "string"},
            },
        },
    ),
    (
        UploadType,
        {
            "type": "object",
            "widget": "file",
            "properties": {
                "data": {"type": "string"},
                "encoding": {"type": "string"},
                "filename": {"type": "string"},
                "content-type": {"type": "string"},
            },
        },
    ),
    (
        (SubjectsType, TermsType, colander.Set, colander.Sequence),
        {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    ),
    (colander.Boolean, {"type": "boolean"}),
    (colander.Integer, {"type": "integer"}),
    (colander.String, {"type": "string"}),
)


class TypesService(Service):
    """The content types, and which of them the person may add to the context."""

    segments = 1

    def get(self) -> list[dict[str, Any]] | dict[str, Any]:
        """Return all content types, or the JSON schema of one."""
        rest = self.rest()
        return self._schema(rest[0]) if rest else self._all()

    def _all(self) -> list[dict[str, Any]]:
        addable = {one.id for one in authoring.addable(self.request, self.context)}
        return [
            {
                "@id": self.url("@types", one.id),
                "id": one.id,
                "title": self.translate(one.title),
                "addable": one.id in addable,
                "immediately_addable": one.id in addable,
            }
            for one in types_of(self.request.registry).values()
        ]

    def _schema(self, type_id: str) -> dict[str, Any]:
        one = types_of(self.request.registry).get(type_id)
        if one is None:
            raise NotFound()
        nodes = [] if one.schema is None else one.schema().bind(request=self.request).children
        return {
            "@id": self.url("@types", one.id),
            "title": self.translate(one.title),
            "type": "object",
            "properties": {node.name: self._property(node) for node in nodes},
            "required": [node.name for node in nodes if node.required],
            "fieldsets": [
                {"id": "default", "title": self.translate(_("Fields")), "fields": [node.name for node in nodes]}
            ],
        }

    def _property(self, node: Any) -> dict[str, Any]:
        kind = next((kind for types, kind in KINDS if isinstance(node.typ, types)), {})
        found = {"title": self.translate(node.title), "description": self.translate(node.description), **kind}
        source = source_of(self.request, node.name) if "items" in found else None
        if source is not None and source.service:
            found["vocabulary"] = {"@id": self.url(source.service, node.name, item=self.request.site)}
        if not node.required and isinstance(node.missing, str | int):
            found["default"] = node.missing
        for rule in _rules(node.validator):
            if isinstance(rule, colander.OneOf):
                found["enum"] = list(rule.choices)
            elif isinstance(rule, colander.Length) and rule.max is not None and rule.max > 0:
                found["maxLength"] = rule.max
            elif isinstance(rule, colander.Regex):
                found["pattern"] = rule.match_object.pattern.replace(r"\Z", "$")
        return found


def _rules(validator: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(validator, colander.All):
        for one in validator.validators:
            yield from _rules(one)
    elif validator is not None:
        yield validator


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(TypesService, name="@types", attr="get", expand=True)
