"""Lists of terms, the possible values of fields.

A field with terms has the name of its list.  Features register the sources of lists with
``config.add_term_source``; forms, pages and the HTTP API use them.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pyramid.config import Configurator
from pyramid.request import Request

from moothall.core.base.countries import country_choices, country_name
from moothall.core.base.i18n import _
from moothall.core.base.languages import BY_CODE, LANGUAGES
from moothall.core.base.registry import register, registered

CATEGORY = "term source"


class TermSource(NamedTuple):
    """The source of the terms of one list, or of all lists that it ``serves``.

    ``terms(request, name)`` returns (id, title) of the terms that forms offer; ``title_of(request, name, id)`` the
    title of one, or its id if it is unknown.  ``serves(request, name)`` returns True for the name of one of its lists,
    for sources of several.  ``service`` is the service of the HTTP API that has the lists.  ``prompt`` is the empty
    choice of a field for one term; without it the field is not a choice.
    """

    terms: Callable[[Request, str], Iterable[tuple[str, str]]]
    title_of: Callable[[Request, str, str], str]
    serves: Callable[[Request, str], bool] | None
    service: str
    prompt: str


def add_term_source(
    config: Configurator,
    name: str,
    terms: Callable[[Request, str], Iterable[tuple[str, str]]],
    title_of: Callable[[Request, str, str], str],
    serves: Callable[[Request, str], bool] | None = None,
    service: str = "",
    prompt: str = "",
) -> None:
    """Register the source of the list ``name``, or of the lists it ``serves``: see :class:`TermSource`."""
    register(config, CATEGORY, name, TermSource(terms, title_of, serves, service, prompt))


def source_of(request: Request, name: str) -> TermSource | None:
    """Return the source of a list, None if there is no such list."""
    sources = registered(request.registry, CATEGORY)
    source = sources.get(name)
    if source is not None and source.serves is None:
        return source
    return next((one for one in sources.values() if one.serves is not None and one.serves(request, name)), None)


def terms_of(request: Request, name: str) -> list[tuple[str, str]]:
    """Return (id, title) of each term of a list; empty if there is no such list."""
    source = source_of(request, name)
    return list(source.terms(request, name)) if source is not None else []


def choices_of(request: Request, name: str) -> list[tuple[str, str]] | None:
    """Return the choices of a field for one term, the empty one first; None if the field is not a choice."""
    source = registered(request.registry, CATEGORY).get(name)
    return [("", source.prompt), *source.terms(request, name)] if source is not None and source.prompt else None


def term_title(request: Request, name: str, id: str) -> str:
    """Return the title of a term, or its id if the list or the term is unknown."""
    source = source_of(request, name)
    return source.title_of(request, name, id) if source is not None else id


def includeme(config: Configurator) -> None:
    """Register the directive, and the lists of languages (in their own names) and countries."""
    config.add_directive("add_term_source", add_term_source)
    config.add_term_source(
        "language",
        terms=lambda _request, _name: [(language.code, language.own) for language in LANGUAGES],
        title_of=lambda _request, _name, code: BY_CODE[code].own if code in BY_CODE else code,
        prompt=_("Not specified"),
    )
    config.add_term_source(
        "country",
        terms=lambda request, _name: country_choices(request.locale_name),
        title_of=lambda request, _name, code: country_name(code, request.locale_name),
        prompt=_("Choose a country"),
    )
