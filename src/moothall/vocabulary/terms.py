"""The vocabularies of the site as a source of terms."""

from moothall.core.base.i18n import _


def terms(request, name):
    """Return (id, title) of each term of a vocabulary."""
    return [(term.id, _translated(request, term.title)) for term in _vocabulary(request, name).terms]


def title_of(request, name, id):
    """Return the title of a term of a vocabulary, or its ID if it has no title."""
    return _translated(request, _vocabulary(request, name).title_of(id))


def serves(request, name):
    """Return True if there is a vocabulary with that name."""
    return _vocabulary(request, name) is not None


def _vocabulary(request, name):
    # A page asks for the title of each term of each card, so each vocabulary is looked up once.
    known = request.vocabularies
    if name not in known:
        known[name] = request.site["vocabularies"].get(name)
    return known[name]


def _translated(request, title):
    # Terms of shipped vocabularies are translated; terms added by administrators are shown as written.
    return request.localizer.translate(_(title))


def includeme(config):
    config.add_request_method(lambda _request: {}, "vocabularies", reify=True)
    config.add_term_source("vocabularies", terms, title_of, serves=serves, service="@vocabularies")
