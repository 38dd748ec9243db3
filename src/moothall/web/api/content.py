"""Reading, adding, changing and deleting any item."""

from typing import Any

from pyramid.config import Configurator
from pyramid.response import Response

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import Container
from moothall.core.content.slugs import checked
from moothall.core.content.types import type_of, types_of
from moothall.core.content.versions import Versioned
from moothall.core.operations import authoring
from moothall.core.search.query import ContentQuery
from moothall.web.api.batching import Batch
from moothall.web.api.service import Service, note_of


class ContentService(Service):
    """An item at its own address; features override the order of children in a subclass."""

    def get(self) -> dict[str, Any]:
        """Return the item with its children in batches and the components to expand."""
        edition = self._edition()
        self.request.revision = self.revision(edition)
        found = self.show.whole(self.context, edition)
        components = self.show.components(self.context)
        for name in dict.fromkeys(self.request.GET.get("expand", "").split(",")):
            if name in components:
                found["@components"][name] = components[name].answer(self.context, self.request)
        children = self.children()
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
        act = self.request.act().noting(note_of(body))
        item = authoring.add(self.request, self.context, item_type.id, fields, _name(body), act)
        response = self.request.response
        response.status_int = 201
        response.location = self.url(item=item)
        return self.show.whole(item)

    def patch(self) -> Any:
        """Change the fields of the item that are sent."""
        authoring.require(self.request, Permission.EDIT, self.context)
        self.check_if_match()
        body = self.body()
        schema = type_of(self.request, self.context).schema
        if schema is not None:
            # Fields maintained by the server are in no schema, so they are ignored.
            fields = authoring.check(schema().bind(request=self.request), body, partial=True)
            act = self.request.act().noting(note_of(body))
            if fields:
                authoring.save(self.request, self.context, fields, act)
        return self.show.whole(self.context) if self.asks_for_representation() else self.nothing()

    def delete(self) -> Response:
        """Delete the item."""
        self.must_be_signed_in()
        authoring.require_deletable(self.request, self.context)
        self.check_if_match()
        authoring.delete(self.request, self.context)
        return self.nothing()

    def _edition(self) -> Any:
        wanted = self.request.GET.get("edition")
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
        return ContentQuery(self.viewer).children_of(self.context).sorted_by("sort_title")

    def _listing(self, children: Any) -> dict[str, Any]:
        batch = Batch(self.request)
        page = children.slice(batch.start, batch.size)
        show = self.show.whole if self.request.GET.get("fullobjects") in ("1", "true") else self.show.summary
        return {
            "items": [show(item) for item in page.items],
            "items_total": page.total,
            "batching": batch.links(page.total),
        }


def _name(body: dict[str, Any]) -> str | None:
    return checked(body["id"]) if body.get("id") is not None else None


def includeme(config: Configurator) -> None:
    """Register the services for any item."""
    config.add_service(ContentService, attr="get")
    config.add_service(ContentService, attr="post", method="POST", asks=Permission.ADD)
    config.add_service(ContentService, attr="patch", method="PATCH", asks=Permission.EDIT)
    config.add_service(ContentService, attr="delete", method="DELETE", asks=Permission.DELETE)
