"""Reading, adding, changing and deleting any item."""

from typing import Any, ClassVar

from pyramid.config import Configurator
from pyramid.response import Response

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.editions import Edition
from moothall.core.content.items import Container
from moothall.core.content.schema import UploadType
from moothall.core.content.slugs import checked
from moothall.core.content.types import type_of, types_of
from moothall.core.content.versioned import Versioned
from moothall.core.operations import authoring
from moothall.core.search.query import ContentQuery
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.metadata import metadata_fields, with_metadata
from moothall.web.api.parameters import Known
from moothall.web.api.service import EXPANSION, Service, note_of


class ContentService(Service):
    """An item at its own address; features override the order of children in a subclass."""

    parameters: ClassVar[Known] = {
        **BATCH,
        **EXPANSION,
        **dict.fromkeys(("edition", "include_items", "fullobjects", "metadata_fields", "page"), ()),
    }

    def get(self) -> dict[str, Any]:
        """Return the item with its children in batches and the components to expand."""
        edition = self._edition()
        self.request.revision = self.revision(edition)
        found = self.show.whole(self.context, edition)
        self.expand(found)
        children = self.children() if self.sent.is_on("include_items", default=True) else None
        if children is not None:
            found.update(self._listing(children))
        return found

    def post(self) -> dict[str, Any]:
        """Add an item to the context; raise `BadInput` for an unknown type or invalid fields."""
        body = self.body()
        type_id = body.get("@type")
        authoring.require_adding(self.request, self.context, type_id)
        item_type = types_of(self.request.registry).get(type_id) if isinstance(type_id, str) else None
        if item_type is None or item_type.schema is None or not isinstance(self.context, item_type.factory.held_in):
            raise BadInput(_("You cannot add “${type}” here.", mapping={"type": str(type_id)[:100]}))
        fields = authoring.check(item_type.schema().bind(request=self.request), body)
        fields.update(self.further_fields(body))
        act = self.request.act().noting(note_of(body))
        item = authoring.add(self.request, self.context, item_type.id, fields, _name(body), act)
        found = self.show.whole(item)
        # Fields are refused after the addition, which the error undoes, since the item shows which fields it has.
        types = types_of(self.request.registry).values()
        self.refuse_unknown(body, {*found, *self.fields_of_new, *(name for one in types for name in one.field_titles)})
        response = self.request.response
        response.status_int = 201
        response.location = self.url(item=item)
        return found

    def patch(self) -> Any:
        """Change the fields of the item that are sent."""
        authoring.require(self.request, Permission.EDIT, self.context)
        self.check_if_match()
        body = self.body()
        schema = type_of(self.request, self.context).schema
        found = self.show.whole(self.context)
        bound = schema().bind(request=self.request) if schema is not None else None
        self.refuse_unknown(body, {*found, *(node.name for node in bound.children)} if bound is not None else found)
        fixed = [name for name in self.unchangeable if name in body and body[name] != found.get(name)]
        if fixed:
            raise BadInput(_("“${field}” cannot be changed.", mapping={"field": fixed[0]}))
        if bound is not None:
            fields = authoring.check(bound, _changes(bound, body, found), partial=True)
            act = self.request.act().noting(note_of(body))
            if fields:
                authoring.save(self.request, self.context, fields, act)
        return self.show.whole(self.context) if self.asks_for_representation() else self.nothing()

    def delete(self) -> Response:
        """Delete the item."""
        self.require_login()
        authoring.require_deletable(self.request, self.context)
        self.check_if_match()
        authoring.delete(self.request, self.context)
        return self.nothing()

    #: Names of the fields that :meth:`further_fields` reads.
    fields_of_new: tuple[str, ...] = ()
    #: Names of fields that cannot be changed.
    unchangeable: tuple[str, ...] = ()

    def further_fields(self, _body: dict[str, Any]) -> dict[str, Any]:
        """Return fields of a new item that are not in its schema; raise :class:`BadInput` for invalid ones."""
        return {}

    def _edition(self) -> Edition | None:
        wanted = self.sent.last("edition")
        if wanted is None:
            return None
        if wanted != "live":
            raise BadInput(_("The only edition you can ask for is “live”."))
        edition = self.viewer.live(self.context) if isinstance(self.context, Versioned) else None
        if edition is None:
            raise NotFound()
        return edition

    def children(self) -> ContentQuery | None:
        """Return the query for ``items``, or ``None`` for items without children."""
        if not isinstance(self.context, Container):
            return None
        return ContentQuery(self.viewer).children_of(self.context).sorted_by(*self.context.listing_order)

    def _listing(self, children: Any) -> dict[str, Any]:
        batch = Batch(self.request)
        if self.sent.last("page") is not None and self.sent.last("b_start") is None:
            batch.start = (self.sent.number("page", 1, least=1) - 1) * batch.size
        page = children.slice(batch.start, batch.size)
        names = metadata_fields(self.request)
        show = self.show.whole if self.sent.is_on("fullobjects") else self.show.summary
        return {
            "items": [with_metadata(self.show, item, None, show(item), names) for item in page.items],
            "items_total": page.total,
            "batching": batch.links(page.total),
        }


def _changes(schema: Any, body: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a body that differ from the representation ``found``.

    So a representation can be sent back as it is.  A file without data is that of a representation, and stays.
    """
    files = {node.name for node in schema.children if isinstance(node.typ, UploadType)}
    return {
        name: value
        for name, value in body.items()
        if (name not in found or found[name] != value)
        and not (name in files and isinstance(value, dict) and "download" in value and "data" not in value)
    }


def _name(body: dict[str, Any]) -> str | None:
    return checked(body["id"]) if body.get("id") is not None else None


def includeme(config: Configurator) -> None:
    """Register the services for any item."""
    config.add_service(ContentService, attr="get")
    config.add_service(ContentService, attr="post", method="POST", asks=Permission.ADD)
    config.add_service(ContentService, attr="patch", method="PATCH", asks=Permission.EDIT)
    config.add_service(ContentService, attr="delete", method="DELETE", asks=Permission.DELETE)
