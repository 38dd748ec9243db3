"""Vocabularies: lists of terms, each with a stable URI."""

from typing import NamedTuple

from moothall.core.content.items import Container, Item


class Term(NamedTuple):
    """A term: its ID in the vocabulary, its title, a stable URI, and the ID of the broader term if there is one."""

    id: str
    title: str
    uri: str
    broader: str | None = None


class Vocabularies(Container):
    """The vocabularies of the site."""

    type_id = "vocabularies"
    is_content = False
    workflow = "site"


class Vocabulary(Item):
    """An ordered list of terms, stored as content so that administrators can see and extend it."""

    type_id = "vocabulary"
    is_content = False
    held_in = (Vocabularies,)
    workflow = "site"
    terms = ()
    source = ""

    def title_of(self, id):
        """Return the title of a term, or the ID itself if it is not in the list."""
        terms = self.terms
        known = getattr(self, "_v_titles", None)
        if known is None or known[0] is not terms:
            known = self._v_titles = terms, {term.id: term.title for term in terms}
        return known[1].get(id, id)
