"""What the conditions of a step can name: the fields of things, and the languages they are written in."""

from moothall.core.base.languages import BY_CODE, LANGUAGES
from moothall.core.content.types import types_of
from moothall.core.content.versions import Versioned
from moothall.ui.locale import interface_languages


def fields_under(request, kind):
    """Name → title of every field that things under a kind of workflow have, in the order of their forms.

    A name that several types use stands there once, with each title that they give it.
    """
    titles = {}
    for one in types_of(request.registry).values():
        if one.factory.workflow != kind or one.schema is None:
            continue
        for node in one.schema().children:
            # A condition asks versions, or the thing itself where it has none.
            if issubclass(one.factory, Versioned) or hasattr(one.factory, node.name):
                titles.setdefault(node.name, {})[request.localizer.translate(node.title or node.name)] = None
    return {name: ", ".join(words) for name, words in titles.items()}


def named_fields(request, kind, names):
    """Pairs of name and title: every field there is, and those of ``names`` that are none, as they are called there."""
    known = fields_under(request, kind)
    return [*known.items(), *((name, name) for name in names if name not in known)]


def named_languages(request, codes):
    """Pairs of code and name: the languages of the site first, then all others that things can be written in."""
    offered = [code for code in interface_languages(request.registry) if code in BY_CODE]
    others = [one.code for one in LANGUAGES if one.code not in offered]
    known = [(code, BY_CODE[code].own) for code in (*offered, *others)]
    return [*known, *((code, code) for code in codes if code not in BY_CODE)]
