"""The vocabularies of the site as a source of terms."""

from moothall.core.base.i18n import _


def terms(request, name):
    """Return (id, title) of each term of a vocabulary."""
    return [(term.id, _translated(request, term.title)) for term in request.site["vocabularies"][name].terms]


def title_of(request, name, id):
    """Return the title of a term of a vocabulary, or its ID if it has no title."""
    return _translated(request, request.site["vocabularies"][name].title_of(id))


def serves(request, name):
    """Return True if there is a vocabulary with that name."""
    return name in request.site["vocabularies"]


def _translated(request, title):
    # Terms of shipped vocabularies are translated; terms added by administrators are shown as written.
    return request.localizer.translate(_(title))


def includeme(config):
    config.add_term_source("vocabularies", terms, title_of, serves=serves, service="@vocabularies")
