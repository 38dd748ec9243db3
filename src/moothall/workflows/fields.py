"""Names in the conditions of a transition: fields of items, and languages of items."""

from moothall.core.base.languages import BY_CODE, LANGUAGES
from moothall.core.content.types import types_of
from moothall.core.content.versioned import Versioned
from moothall.ui.locale import interface_languages


def fields_under(request, kind):
    """Return name → title of every field of items under a kind of workflow, in the order of their forms.

    A name that several types use appears once, with each of its titles.
    """
    titles = {}
    for one in types_of(request.registry).values():
        if one.factory.workflow != kind or one.schema is None:
            continue
        for node in one.schema().children:
            # A condition is checked on versions, or on the item itself if it has none.
            if issubclass(one.factory, Versioned) or hasattr(one.factory, node.name):
                titles.setdefault(node.name, {})[request.localizer.translate(node.title or node.name)] = None
    return {name: ", ".join(words) for name, words in titles.items()}


def named_fields(request, kind, names):
    """Return (name, title) of every field, and of those in ``names`` that do not exist, with the name as title."""
    known = fields_under(request, kind)
    return [*known.items(), *((name, name) for name in names if name not in known)]


def named_languages(request, codes):
    """Return (code, name) of the languages of the site, then of all others an item can have."""
    offered = [code for code in interface_languages(request.registry) if code in BY_CODE]
    others = [one.code for one in LANGUAGES if one.code not in offered]
    known = [(code, BY_CODE[code].own) for code in (*offered, *others)]
    return [*known, *((code, code) for code in codes if code not in BY_CODE)]
