"""Facets: fields by which searches filter and count, on pages and in the HTTP API.

The facets of all items are here; features register more with ``config.add_facet``, for values
that their items pass to the index by ``search_terms``.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request

from moothall.core.authorization.domain_request import DomainRequest
from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.content.terms import term_title
from moothall.core.content.types import types_of

CATEGORY = "facet"
#: Field of the index → criterion of a search; other fields are keys of its ``terms``.
CRITERIA = {"type_id": "types", "state": "states", "language": "languages", "subjects": "subjects"}


class SearchFacet(NamedTuple):
    """A facet: ``name`` in addresses, ``field`` in the index.

    ``title_of(request, value)`` returns the title of a value.  Facets that are not ``on_pages`` are for programs.
    """

    name: str
    title: str
    field: str
    title_of: Callable[[Request, str], str]
    on_pages: bool


def add_facet(
    config: Configurator,
    name: str,
    title: str,
    field: str = "",
    title_of: Callable[[Request, str], str] | None = None,
    on_pages: bool = True,
    order: int = 0,
) -> None:
    """Register a field by whose values searches filter and count: see :class:`SearchFacet`.

    ``field`` is ``name`` where it is not given, and values have the titles that a term source gives them.
    """
    field = field or name
    title_of = title_of or (lambda request, value: term_title(request, field, value))
    register(config, CATEGORY, name, SearchFacet(name, title, field, title_of, on_pages), order=order)


def facets_of(registry: Registry) -> Mapping[str, SearchFacet]:
    """Return all facets by name, in order."""
    return registered(registry, CATEGORY)


def criteria_of(facets: Mapping[str, SearchFacet], chosen: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the criteria of a search for values chosen by the name of their facet; ignore unknown names."""
    found: dict[str, Sequence[str]] = {}
    terms: dict[str, Sequence[str]] = {}
    for name, values in chosen.items():
        if name in facets and values:
            field = facets[name].field
            (found if field in CRITERIA else terms)[CRITERIA.get(field, field)] = values
    return {**found, "terms": terms}


def _type_title(request: DomainRequest, value: str) -> str:
    types = types_of(request.registry)
    return request.localizer.translate(types[value].plural) if value in types else value


def includeme(config: Configurator) -> None:
    """Register the directive and the facets of all items."""
    config.add_directive("add_facet", add_facet)
    config.add_facet("portal_type", _("Type"), field="type_id", title_of=_type_title, order=-30)
    config.add_facet("review_state", _("State"), field="state", on_pages=False, order=-20)
    config.add_facet("Language", _("Language"), field="language", order=-10)
    config.add_facet("Subject", _("Tags"), field="subjects", order=10)
