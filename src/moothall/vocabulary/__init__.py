"""Vocabularies: lists of terms for repository and search, as content."""

from moothall.core.base.i18n import _
from moothall.vocabulary.api import vocabulary_fields
from moothall.vocabulary.content import Vocabularies, Vocabulary
from moothall.vocabulary.load import load_vocabularies


def includeme(config):
    config.add_item_type(Vocabularies, title=_("Vocabularies"), plural=_("Vocabularies"), icon="item")
    config.add_item_type(
        Vocabulary, title=_("Vocabulary"), plural=_("Vocabularies"), icon="item", represent=vocabulary_fields
    )
    config.add_section("vocabularies", Vocabularies, title=_("Vocabularies"), order=50, fill=load_vocabularies)
    config.include(".terms")
    config.include(".views")
    config.include(".panels")
    config.include(".api")
    config.include(".evolve")
