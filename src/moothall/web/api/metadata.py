"""``metadata_fields``: further fields of the summaries in a list, with the names of plone.restapi's catalog.

A list shows no field that ``GET`` of the item would not show to the same person.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pyramid.request import Request

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.editions import Edition
from moothall.core.content.items import Container, Item, path_of
from moothall.core.content.types import types_for, types_of
from moothall.web.api.parameters import Parameters
from moothall.web.api.representation import Representation

ALL = "_all"
_TIMES = ("created", "modified", "effective")
#: Name → key of the summary.
_SUMMARY = {
    **{
        name: name
        for name in ["@id", "@type", "UID", "title", "description", "review_state", "created", "modified", "effective"]
    },
    "getURL": "@id",
    "portal_type": "@type",
    "Title": "title",
    "Description": "description",
    "CreationDate": "created",
    "ModificationDate": "modified",
    "EffectiveDate": "effective",
}
#: The time of the publication, or else of the modification, in Plone's catalog.
_DATE = "Date"
#: Fields of Plone's catalog that no item here has.
_WITHOUT_MEANING = frozenset(
    (  # noqa: SIM905 - one name a line would take a page
        "ExpirationDate cmf_uid commentators end exclude_from_nav expires getIcon getObjSize image_field "
        "image_scales in_response_to last_comment_date location mime_type start sync_uid total_comments"
    ).split()
)


def _type_title(show: Representation, item: Item, _said: Any) -> str:
    return show.translate(types_of(show.request.registry)[item.type_id].title)


def _creators(show: Representation, item: Item, _said: Any) -> list[str]:
    login = show.login(item.creator)
    return [] if login is None else [login]


#: Name → function of a representation, an item, and the edition (or item) whose fields are shown.
_FIELDS: dict[str, Callable[[Any, Any, Any], Any]] = {
    **dict.fromkeys(("id", "getId"), lambda _show, item, _said: item.__name__ or ""),
    "getPath": lambda _show, item, _said: path_of(item),
    **dict.fromkeys(("Type", "type_title"), _type_title),
    **dict.fromkeys(("Subject", "subjects"), lambda _show, _item, said: list(said.subjects)),
    **dict.fromkeys(("Language", "language"), lambda _show, _item, said: said.language or ""),
    **dict.fromkeys(("Creator", "creator"), lambda show, item, _said: show.login(item.creator)),
    **dict.fromkeys(("creators", "listCreators"), _creators),
    "creator_name": lambda show, item, _said: show.request.names.name(item.creator) if item.creator else None,
    "is_folderish": lambda show, item, _said: (
        isinstance(item, Container) or bool(types_for(show.request.registry, item))
    ),
    **dict.fromkeys(_WITHOUT_MEANING, lambda _show, _item, _said: None),
}


def metadata_fields(request: Request) -> tuple[str, ...]:
    """Return the names in ``metadata_fields``, in each way in which Plone's clients send several.

    Raise :class:`BadInput` for names that no list has.
    """
    names = list(dict.fromkeys(Parameters(request.GET.items(), {"metadata_fields": ()}).every("metadata_fields")))
    unknown = [name for name in names if name not in _FIELDS and name not in (*_SUMMARY, _DATE, ALL)]
    if unknown:
        shown = ", ".join(name[:50] for name in sorted(unknown)[:10])
        raise BadInput(_("There are no fields with these names here: ${fields}.", mapping={"fields": shown}))
    if ALL in names:
        return (*_SUMMARY, _DATE, *(name for name in _FIELDS if name not in _WITHOUT_MEANING))
    return tuple(names)


def with_metadata(
    show: Representation, item: Item, edition: Edition | None, found: dict[str, Any], names: tuple[str, ...]
) -> Mapping[str, Any]:
    """Return a summary of an item, or of an edition of it, with the fields of these names."""
    if not names:
        return found
    edition = edition or show.edition(item)
    said = edition.version if edition is not None else item
    known = {name: found[key] for name, key in _SUMMARY.items()} | {_DATE: found["effective"] or found["modified"]}
    return found | {name: known[name] if name in known else _FIELDS[name](show, item, said) for name in names}


def with_metadata_of_summary(found: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return a summary that is not of an item with the fields of these names; those that it lacks are null."""
    return found | {name: found.get(_SUMMARY.get(name, name)) for name in names}
