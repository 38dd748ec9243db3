"""``@vocabularies``: the terms that fields accept as values."""

from moothall.core.base.collation import folded
from moothall.core.base.errors import NotFound
from moothall.web.api.batching import LARGEST, Batch
from moothall.web.api.service import Service


class VocabulariesService(Service):
    """The vocabularies of the site, and the terms of one; ``?title=`` filters terms by part of the title."""

    segments = 1

    def get(self):
        rest = self.rest()
        return self._terms(rest[0]) if rest else self._all()

    @property
    def _site(self):
        return self.request.site

    def _all(self):
        return [
            {
                "@id": self.url("@vocabularies", name, item=self._site),
                "token": name,
                "title": self.translate(vocabulary.title),
            }
            for name, vocabulary in self._site["vocabularies"].items()
            if self.viewer.sees(vocabulary)
        ]

    def _terms(self, name):
        vocabulary = self._site["vocabularies"].get(name)
        if vocabulary is None or not self.viewer.sees(vocabulary):
            raise NotFound()
        letters = folded(self.request.GET.get("title", ""))
        terms = [term_of(self.show, term) for term in vocabulary.terms]
        batch = Batch(self.request, size=LARGEST)
        return {
            "@id": self.url("@vocabularies", name, item=self._site),
            "title": self.translate(vocabulary.title),
            **batch.of([term for term in terms if letters in folded(term["title"])]),
        }


def vocabulary_fields(show, vocabulary):
    """Return the representation of a vocabulary beside the fields of its schema."""
    return {"source": vocabulary.source, "terms": [term_of(show, term) for term in vocabulary.terms]}


def term_of(show, term):
    """Return the representation of a term; fields store its ``token``."""
    uri = term.uri if "://" in term.uri else show.url(show.request.site) + term.uri
    found = {"token": term.id, "title": show.translate(term.title), "uri": uri}
    if term.broader is not None:
        found["broader"] = term.broader
    return found


def includeme(config):
    config.add_service(VocabulariesService, name="@vocabularies", attr="get")
