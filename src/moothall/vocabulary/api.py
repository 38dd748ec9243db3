"""``@vocabularies``: the terms that fields accept as values."""

from moothall.core.base.collation import folded, sort_key
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.web.api.batching import BATCH, LARGEST, Batch
from moothall.web.api.service import Service


class VocabulariesService(Service):
    """The vocabularies of the site, and the terms of one, filtered by part of the title or by token."""

    segments = 1
    parameters = {**BATCH, **dict.fromkeys(("title", "token", "tokens", "sort_on"), ())}

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
        terms = self._chosen([term_of(self.show, term) for term in vocabulary.terms])
        if self.sent.one("sort_on", ("title",)) is not None:
            terms.sort(key=lambda term: sort_key(term["title"]))
        return {
            "@id": self.url("@vocabularies", name, item=self._site),
            "title": self.translate(vocabulary.title),
            **Batch(self.request, size=LARGEST, whole=True).of(terms),
        }

    def _chosen(self, terms):
        """Return the terms that the parameters choose, as in plone.restapi: by a title or by tokens."""
        letters = folded(self.sent.last("title") or "")
        tokens = {*self.sent.values("token"), *self.sent.values("tokens")}
        if letters and tokens:
            raise BadInput(_("Send “title” or “token”, not both."))
        return [term for term in terms if letters in folded(term["title"]) and (not tokens or term["token"] in tokens)]


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
