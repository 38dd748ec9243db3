"""Spaces in lists: the coalitions by country, and the number of members of each."""

from functools import cache

from moothall.core.base.collation import sort_key
from moothall.core.base.countries import country_name
from moothall.core.search.query import ContentQuery
from moothall.space.components import Country
from moothall.space.members import count_members


def countries(view):
    """Return every coalition this person sees, for the map and its list, sorted by the name of its country.

    One without a country is in the list only, at the end.
    """
    coalitions = view.request.site["coalitions"]
    found = ContentQuery(view.viewer).of("coalition").children_of(coalitions).sorted_by("sort_title").items()
    language, now = view.request.locale_name, view.request.now
    # Many coalitions have the same number of members.
    text_of = cache(lambda number: _number_of_members(view, number))
    listed = [
        Country(
            one.country.lower(),
            country_name(one.country, language) if one.country else "",
            one.title,
            view.url(one),
            text_of(count_members(one, now)),
        )
        for one in found
    ]
    return sorted(listed, key=lambda one: (not one.name, sort_key(one.name)))


def country_of(show, coalition):
    """Return the country of a coalition for the API, and its name in the language of the request."""
    if not coalition.country:
        return {"country": ""}
    return {
        "country": coalition.country,
        "country_name": country_name(coalition.country, show.request.locale_name),
    }


def members_text(view, space):
    """Return a text such as "12 members"."""
    return _number_of_members(view, count_members(space, view.request.now))


def _number_of_members(view, number):
    return view.request.localizer.pluralize(
        "${n} member", "${n} members", number, domain="moothall", mapping={"n": number}
    )
