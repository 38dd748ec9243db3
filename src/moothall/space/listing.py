"""Spaces in lists: the coalitions by country, and the number of members of each."""

from moothall.core.search.query import ContentQuery
from moothall.space.members import count_members
from moothall.ui.layout.components import Country


def countries(view):
    """Return every coalition this person sees, for the map and its list; one without a country is in the list only."""
    coalitions = view.request.site["coalitions"]
    found = ContentQuery(view.viewer).of("coalition").children_of(coalitions).sorted_by("sort_title").items()
    return [Country(one.country.lower(), one.title, view.url(one), members_in_words(view, one)) for one in found]


def members_in_words(view, space):
    count = count_members(space, view.request.now)
    return view.request.localizer.pluralize(
        "${n} member", "${n} members", count, domain="moothall", mapping={"n": count}
    )
