"""The fields of a document, declared for haystack."""

from typing import Any

from moothall.core.search.index.haystack_setup import (
    UnifiedIndex,
    indexes,
)
from moothall.core.search.index.interface import FACETS, IndexDocument
from moothall.core.search.index.limits import (
    DESCRIPTION_WEIGHT,
    SUBJECT_WEIGHT,
    TITLE_WEIGHT,
)


class DocumentFields(indexes.SearchIndex, indexes.Indexable):
    """The fields of `IndexDocument`, declared for haystack."""

    text = indexes.CharField(document=True, model_attr="text")
    title = indexes.CharField(model_attr="title", boost=TITLE_WEIGHT)
    description = indexes.CharField(model_attr="description", boost=DESCRIPTION_WEIGHT)
    access_class = indexes.CharField(model_attr="access_class")
    type_id = indexes.CharField(model_attr="type_id")
    state = indexes.CharField(model_attr="state")
    language = indexes.CharField(model_attr="language")
    creator = indexes.CharField(model_attr="creator")
    containers = indexes.MultiValueField(model_attr="containers")
    subjects = indexes.MultiValueField(model_attr="subjects", boost=SUBJECT_WEIGHT)
    created = indexes.DateTimeField(model_attr="created")
    modified = indexes.DateTimeField(model_attr="modified")

    #: Fields whose values are counted.
    counted = FACETS

    def get_model(self) -> type:
        """Return this class in place of Django's model."""
        return DocumentFields

    def prepare(self, document: IndexDocument) -> dict[str, Any]:
        """Return the values of a document; haystack's own method needs a Django model."""
        # Haystack's own asks for Django's model metadata.
        return {name: getattr(document, field.model_attr) for name, field in self.fields.items()}


class DocumentUnifiedIndex(UnifiedIndex):
    """Haystack's index of one kind of document, without installed applications."""

    def collect_indexes(self) -> list[DocumentFields]:
        """Return the only index."""
        return [DocumentFields()]
