"""The fields of a document as haystack knows them."""

from moothall.core.search.index.haystack_setup import (
    UnifiedIndex,
    indexes,
)
from moothall.core.search.index.interface import FACETS
from moothall.core.search.index.limits import (
    DESCRIPTION_WEIGHT,
    SUBJECT_WEIGHT,
    TITLE_WEIGHT,
)


class DocumentFields(indexes.SearchIndex, indexes.Indexable):
    """What haystack knows of a document: `IndexDocument`, field by field."""

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

    def get_model(self):
        return DocumentFields

    def prepare(self, document):
        # Haystack's own asks for Django's model metadata.
        return {name: getattr(document, field.model_attr) for name, field in self.fields.items()}


class DocumentUnifiedIndex(UnifiedIndex):
    """There is one kind of document, and no installed applications to look through."""

    def collect_indexes(self):
        return [DocumentFields()]
