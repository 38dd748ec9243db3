"""Items as JSON: summaries for lists, and complete items."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from pyramid.request import Request
from pyramid.traversal import resource_path

from moothall.core.content.editions import Edition
from moothall.core.content.items import Container, Item
from moothall.core.content.schema import RichTextType, UploadType
from moothall.core.content.types import types_for, types_of
from moothall.core.content.uids import uid_name
from moothall.core.content.versioned import Versioned
from moothall.web.api.components import Component, components_of
from moothall.web.stored_files import DOWNLOAD


def moment(at: datetime | None) -> str | None:
    """Return a datetime in ISO 8601, or ``None``."""
    return at.isoformat() if at is not None else None


class Representation:
    """The representation of items for the sender of ``request``."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.viewer = request.viewer
        # The hosts tween has checked the host, so it is safe in addresses.
        self._host = request.application_url
        self._logins: dict[str, str | None] = {}

    def url(self, item: Item, *parts: Any) -> str:
        """Return an absolute address."""
        return self._host + resource_path(item, *parts).rstrip("/")

    def translate(self, text: str) -> str:
        """Return a text in the language of the request."""
        return self.request.localizer.translate(text)

    def login(self, person_id: str | None) -> str | None:
        """Return the login name of a person, or ``None`` for unknown people and if the request is a visitor's."""
        if person_id is None or self.request.person.id is None:
            return None
        if person_id not in self._logins:
            account = self.request.people.by_id(person_id)
            self._logins[person_id] = account.login if account is not None else None
        return self._logins[person_id]

    def summary(self, item: Item, edition: Edition | None = None) -> dict[str, Any]:
        """Return the fields shown in lists, of ``edition`` or else of the edition this person works with."""
        edition = edition or self.edition(item)
        said = edition.version if edition is not None else item
        found = {
            "@id": self.url(item),
            "@type": item.type_id,
            "type_title": self.translate(types_of(self.request.registry)[item.type_id].title),
            "UID": uid_name(item.uid),
            "title": self.translate(said.title),
            "description": said.description or "",
            "review_state": edition.state if edition is not None else item.review_state,
            "created": moment(item.created),
            "modified": moment((edition or item).modified),
            "effective": moment(item.published_at),
        }
        if edition is not None and edition.has_live:
            found["live"] = True
        summarise = types_of(self.request.registry)[item.type_id].summarise
        if summarise is not None:
            found.update(summarise(self, item))
        return found

    def whole(self, item: Item, edition: Edition | None = None) -> dict[str, Any]:
        """Return every visible field of an item, without its children."""
        edition = edition or self.edition(item)
        said = edition.version if edition is not None else item
        found = self.summary(item, edition)
        names = self.request.names
        found.update(
            {
                "id": item.__name__ or "",
                "language": said.language or "",
                "subjects": list(said.subjects),
                "creator": self.login(item.creator),
                "creator_name": names.name(item.creator) if item.creator is not None else None,
                "is_folderish": isinstance(item, Container) or bool(types_for(self.request.registry, item)),
                "parent": self._parent(item),
                "@components": {name: {"@id": self.url(item, f"@{name}")} for name in self.components(item)},
            }
        )
        found.update(self._fields(item, edition, said, found))
        found.update(self._more(item))
        return found

    def edition(self, item: Item) -> Edition | None:
        """Return the edition to show, or ``None`` for items without editions."""
        return self.viewer.shown(item) if isinstance(item, Versioned) else None

    def visible(self, uid: int | None) -> Item | None:
        """Return the item with a UID, or ``None`` if it is missing or hidden or ``uid`` is ``None``."""
        item = self.request.site.uids.get(uid) if uid is not None else None
        return item if item is not None and self.viewer.sees(item) else None

    def components(self, item: Item) -> dict[str, Component]:
        """Return the components of an item by name."""
        return components_of(self.request.registry, item)

    def assignee(self, claim: Any) -> dict[str, Any] | None:
        """Return the assignee of a decision and the time limits, or ``None`` without a claim."""
        if claim is None:
            return None
        return {"person": self.login(claim.person), "since": moment(claim.since), "until": moment(claim.until)}

    def _parent(self, item: Item) -> dict[str, Any]:
        parent = item.__parent__
        # Access to an item inside a hidden parent must reveal nothing about the parent.
        return self.summary(parent) if parent is not None and self.viewer.sees(parent) else {}

    def _fields(
        self, item: Item, edition: Edition | None, said: Any, already: Collection[str]
    ) -> Iterator[tuple[str, Any]]:
        schema = types_of(self.request.registry)[item.type_id].schema
        if schema is None:
            return
        policies, hidden = getattr(getattr(item, "record", None), "policies", {}), item.fields_hidden_from(self.viewer)
        for node in schema().children:
            if node.name in already:
                continue
            if edition is not None:
                value = said.get(node.name)
            elif node.name in hidden:
                value = None
            else:
                value = policies.get(node.name, getattr(item, node.name, None))
            yield node.name, self._plain(item, node, value)

    def _plain(self, item: Item, node: Any, value: Any) -> Any:
        if isinstance(node.typ, RichTextType):
            return None if value is None else {"data": str(value), "content-type": "text/html", "encoding": "utf-8"}
        if isinstance(node.typ, UploadType):
            return None if value is None else self._file(item, value)
        return list(value) if isinstance(value, tuple) else value

    def _file(self, item: Item, stored: Any) -> dict[str, Any]:
        found = {
            "download": self.url(item, DOWNLOAD),
            "filename": stored.filename,
            "content-type": stored.media_type,
            "size": stored.size,
        }
        if stored.is_image:
            found.update(width=stored.width, height=stored.height)
        return found

    def _more(self, item: Item) -> Mapping[str, Any]:
        represent = types_of(self.request.registry)[item.type_id].represent
        return represent(self, item) if represent is not None else {}
