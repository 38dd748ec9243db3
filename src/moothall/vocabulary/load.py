"""Load the vocabularies that come with Moothall when a site is created."""

import json
from importlib import resources

from moothall.core.base.i18n import _
from moothall.core.content.slugs import slug
from moothall.vocabulary.content import Term, Vocabulary


def shipped_vocabularies():
    """Yield (id, title, source, terms) of each vocabulary in ``data/``."""
    data = _read("vocabularies.json")
    for id, one in data["vocabularies"].items():
        terms = tuple(
            Term(term["id"], term["title"], _uri(id, term["id"]), term.get("broader")) for term in one["terms"]
        )
        yield id, one["title"], data["about"], terms
    digcomp = _read("digcomp-2.2.json")
    competences = []
    for area in digcomp["areas"]:
        competences.append(Term(area["id"], area["title"], _uri("digcomp", area["id"])))
        competences.extend(
            Term(one["id"], one["title"], _uri("digcomp", one["id"]), area["id"]) for one in area["competences"]
        )
    yield "digcomp", "DigComp 2.2", digcomp["source"], tuple(competences)


def load_vocabularies(act, vocabularies):
    """Add each shipped vocabulary that is missing."""
    for id, title, source, terms in shipped_vocabularies():
        name = id
        if name not in vocabularies:
            vocabularies.add_item(act, Vocabulary(act, title=_(title), source=source, terms=terms), name)


def _uri(vocabulary, id):
    """Return the URI assigned by the publisher of a term, or a path on the site."""
    return id if id.startswith(("http://", "https://")) else f"/vocabularies/{vocabulary}#{slug(id)}"


def _read(name):
    return json.loads(resources.files(__package__).joinpath("data", name).read_text("utf-8"))
